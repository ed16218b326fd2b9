"""Asking the simulator as a client of the protocol does, without our own client."""

from typing import Any

import grpc
import pytest

from ledger.stubs import accounting_ledger_pb2 as pb
from ledger.stubs.accounting_ledger_pb2_grpc import AccountingLedgerServiceStub

SECONDS = 10.0


class Teller:
    """The protocol's stub, with short words for what most tests ask."""

    def __init__(self, address: str) -> None:
        # without the pool that all channels share, which remembers that nobody answered
        options = [("grpc.use_local_subchannel_pool", 1)]
        self.channel = grpc.insecure_channel(address, options)
        self.stub = AccountingLedgerServiceStub(self.channel)

    def repay(self, account: str, amount: str, *, key: str = "", **more: Any) -> Any:
        request = pb.RecordRepaymentRequest(
            loan_account_id=account, amount=amount, idempotency_key=key or None, **more
        )
        return self.stub.RecordRepayment(request, timeout=SECONDS)

    def charge(self, account: str, amount: str, **more: Any) -> Any:
        request = pb.ApplyLateFeeRequest(loan_account_id=account, fee_amount=amount, **more)
        return self.stub.ApplyLateFee(request, timeout=SECONDS)

    def waive(self, account: str, amount: str, **more: Any) -> Any:
        request = pb.WaiveFeeRequest(
            loan_account_id=account,
            waiver_amount=amount,
            **{"reason": "goodwill", "approved_by": "sue"} | more,
        )
        return self.stub.WaiveFee(request, timeout=SECONDS)

    def write_off(self, account: str) -> Any:
        request = pb.WriteOffRequest(loan_account_id=account, reason="hardship", approved_by="sue")
        return self.stub.WriteOff(request, timeout=SECONDS)

    def adjust(self, account: str, principal: str, fees: str = "0") -> Any:
        request = pb.MakeAdjustmentRequest(
            loan_account_id=account,
            principal_delta=principal,
            fee_delta=fees,
            reason="correction",
            approved_by="sue",
        )
        return self.stub.MakeAdjustment(request, timeout=SECONDS)

    def disburse(self, account: str, amount: str, *, key: str = "") -> Any:
        request = pb.DisburseLoanRequest(
            loan_account_id=account,
            disbursement_amount=amount,
            bank_reference="FT-1",
            payment_method="bank transfer",
            idempotency_key=key or None,
        )
        return self.stub.DisburseLoan(request, timeout=SECONDS)

    def balance(self, account: str) -> str:
        request = pb.GetBalanceRequest(loan_account_id=account)
        total: str = self.stub.GetBalance(request, timeout=SECONDS).total_outstanding
        return total


def refusal(call: Any, *words: Any, **more: Any) -> tuple[str, str]:
    """Return the status and the sentence with which a call is refused."""
    with pytest.raises(grpc.RpcError) as caught:
        call(*words, **more)
    error: Any = caught.value
    return error.code().name, error.details()
