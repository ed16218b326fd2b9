"""Money orders into protobuf, and the ledger's answers to them into our words.

One row an order: which RPC takes it, and how it is written. Empty texts leave an optional field
out, as a field that is there and empty may mean something else to the ledger.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from ledger import orders
from ledger.answers import InstalmentAllocation, Posted
from ledger.client.problems import LedgerRejected
from ledger.client.wire_accounts import transaction
from ledger.client.wire_values import AnswerNotUnderstood, amount, amount_or_none, day
from ledger.stubs import accounting_ledger_pb2 as pb


@dataclass(frozen=True, slots=True)
class Writing:
    """How a kind of order is written and whom it is for."""

    rpc: str
    write: Callable[[Any], Message]


def _repayment(order: orders.Repayment) -> Message:
    return pb.RecordRepaymentRequest(
        loan_account_id=order.loan_account_id,
        amount=str(order.amount),
        payment_id=order.payment_id or None,
        payment_method=order.payment_method or None,
        payment_reference=order.payment_reference or None,
        notes=order.notes or None,
        target_payment_number=order.target_payment_number,
        schedule_id=order.schedule_id or None,
    )


def _late_fee(order: orders.LateFee) -> Message:
    return pb.ApplyLateFeeRequest(
        loan_account_id=order.loan_account_id,
        fee_amount=str(order.amount),
        days_past_due=order.days_past_due,
        reason=order.reason or None,
    )


def _dishonour_fee(order: orders.DishonourFee) -> Message:
    return pb.ApplyDishonourFeeRequest(
        loan_account_id=order.loan_account_id,
        fee_amount=str(order.amount),
        reason=order.reason or None,
        reference_id=order.reference_id or None,
    )


def _fee_waiver(order: orders.FeeWaiver) -> Message:
    return pb.WaiveFeeRequest(
        loan_account_id=order.loan_account_id,
        waiver_amount=str(order.amount),
        reason=order.reason,
        approved_by=order.approved_by,
        notes=order.notes or None,
    )


def _write_off(order: orders.WriteOff) -> Message:
    return pb.WriteOffRequest(
        loan_account_id=order.loan_account_id,
        reason=order.reason,
        approved_by=order.approved_by,
    )


def _adjustment(order: orders.Adjustment) -> Message:
    return pb.MakeAdjustmentRequest(
        loan_account_id=order.loan_account_id,
        principal_delta=str(order.principal_delta),
        fee_delta=str(order.fee_delta),
        reason=order.reason,
        approved_by=order.approved_by,
    )


def _disbursement(order: orders.Disbursement) -> Message:
    return pb.DisburseLoanRequest(
        loan_account_id=order.loan_account_id,
        disbursement_amount=str(order.amount),
        bank_reference=order.bank_reference,
        payment_method=order.payment_method,
        attachment_location=order.attachment_location,
        notes=order.notes,
    )


WRITINGS: Mapping[type, Writing] = {
    orders.Repayment: Writing("RecordRepayment", _repayment),
    orders.LateFee: Writing("ApplyLateFee", _late_fee),
    orders.DishonourFee: Writing("ApplyDishonourFee", _dishonour_fee),
    orders.FeeWaiver: Writing("WaiveFee", _fee_waiver),
    orders.WriteOff: Writing("WriteOff", _write_off),
    orders.Adjustment: Writing("MakeAdjustment", _adjustment),
    orders.Disbursement: Writing("DisburseLoan", _disbursement),
}


def written(order: orders.Order, *, key: str) -> Any:
    """Return the request for an order with the key of its intent."""
    request: Any = WRITINGS[type(order)].write(order)
    request.idempotency_key = key
    return request


def posted(message: pb.TransactionResponse | pb.DisburseLoanResponse) -> Posted:
    """Return what the ledger says it posted.

    :raises LedgerRejected: if a disbursement was answered with "no"
    :raises AnswerNotUnderstood: if it names no transaction, or an amount is none
    """
    if isinstance(message, pb.DisburseLoanResponse):
        return _disbursed(message)
    if not message.transaction.transaction_id:
        raise AnswerNotUnderstood("the answer names no transaction")
    return Posted(
        transaction_id=message.transaction.transaction_id,
        event_id=message.event_id,
        transaction=transaction(message.transaction),
        allocated_to_fees=amount_or_none(message.allocated_to_fees),
        allocated_to_principal=amount_or_none(message.allocated_to_principal),
        overpayment=amount_or_none(message.overpayment),
        instalments=tuple(_allocation(row) for row in message.applied_to_instalments),
        warning=message.allocation_warning,
        is_replay=message.idempotent_replay,
    )


def _disbursed(message: pb.DisburseLoanResponse) -> Posted:
    if not message.success:
        raise LedgerRejected(message.message)
    if not message.disbursement_transaction_id:
        raise AnswerNotUnderstood("the answer names no transaction")
    return Posted(
        transaction_id=message.disbursement_transaction_id,
        event_id=message.event_id,
        fee_transaction_id=message.fee_transaction_id,
        is_replay=message.idempotent_replay,
    )


def _allocation(row: pb.InstalmentAllocation) -> InstalmentAllocation:
    return InstalmentAllocation(
        payment_number=row.payment_number,
        amount_applied=amount(row.amount_applied),
        status=row.instalment_status,
        amount_remaining=amount(row.amount_remaining),
        due_date=day(row.due_date),
        scheduled_amount=amount(row.scheduled_amount),
    )
