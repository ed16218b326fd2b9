"""From a money request to an order: what is malformed is refused whatever the account's state."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from billie.kernel.money import NotAnAmount, read_amount, read_positive_amount
from ledger import orders
from ledger.simulator.refusals import NotUnderstood
from ledger.stubs import accounting_ledger_pb2 as pb

SHORTEST_KEY, LONGEST_KEY = 8, 128
_PLAIN = re.compile(r"-?\d+(\.\d{1,2})?")


def read_order(request: Any) -> orders.Order:
    """Return what a money request asks for.

    :raises NotUnderstood: if an amount or a needed text is missing or malformed
    """
    return _READERS[type(request)](request)


def read_key(request: Any) -> str:
    """Return a request's idempotency key, or an empty text if it has none.

    :raises NotUnderstood: if it is too short or too long
    """
    if not request.HasField("idempotency_key"):
        return ""
    key: str = request.idempotency_key
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise NotUnderstood(
            f"An idempotency_key has {SHORTEST_KEY} to {LONGEST_KEY} characters, not {len(key)}."
        )
    return key


def _repayment(request: pb.RecordRepaymentRequest) -> orders.Repayment:
    has_target = request.HasField("target_payment_number")
    if has_target and request.target_payment_number < 1:
        raise NotUnderstood("target_payment_number begins at 1.")
    return orders.Repayment(
        loan_account_id=_account(request),
        amount=_positive("amount", request.amount),
        payment_id=request.payment_id,
        payment_method=request.payment_method,
        payment_reference=request.payment_reference,
        notes=request.notes,
        target_payment_number=request.target_payment_number if has_target else None,
        schedule_id=request.schedule_id,
    )


def _late_fee(request: pb.ApplyLateFeeRequest) -> orders.LateFee:
    if request.days_past_due < 0:
        raise NotUnderstood("days_past_due is zero or more.")
    return orders.LateFee(
        loan_account_id=_account(request),
        amount=_positive("fee_amount", request.fee_amount),
        days_past_due=request.days_past_due,
        reason=request.reason,
    )


def _dishonour_fee(request: pb.ApplyDishonourFeeRequest) -> orders.DishonourFee:
    return orders.DishonourFee(
        loan_account_id=_account(request),
        amount=_positive("fee_amount", request.fee_amount),
        reason=request.reason,
        reference_id=request.reference_id,
    )


def _waiver(request: pb.WaiveFeeRequest) -> orders.FeeWaiver:
    return orders.FeeWaiver(
        loan_account_id=_account(request),
        amount=_positive("waiver_amount", request.waiver_amount),
        reason=_needed("reason", request.reason),
        approved_by=_needed("approved_by", request.approved_by),
        notes=request.notes,
    )


def _write_off(request: pb.WriteOffRequest) -> orders.WriteOff:
    return orders.WriteOff(
        loan_account_id=_account(request),
        reason=_needed("reason", request.reason),
        approved_by=_needed("approved_by", request.approved_by),
    )


def _adjustment(request: pb.MakeAdjustmentRequest) -> orders.Adjustment:
    order = orders.Adjustment(
        loan_account_id=_account(request),
        principal_delta=_amount("principal_delta", request.principal_delta, read_amount),
        fee_delta=_amount("fee_delta", request.fee_delta, read_amount),
        reason=_needed("reason", request.reason),
        approved_by=_needed("approved_by", request.approved_by),
    )
    if not order.principal_delta and not order.fee_delta:
        raise NotUnderstood("An adjustment changes the principal or the fees.")
    return order


def _disbursement(request: pb.DisburseLoanRequest) -> orders.Disbursement:
    return orders.Disbursement(
        loan_account_id=_account(request),
        amount=_positive("disbursement_amount", request.disbursement_amount),
        bank_reference=_needed("bank_reference", request.bank_reference),
        payment_method=_needed("payment_method", request.payment_method),
        attachment_location=request.attachment_location,
        notes=request.notes,
    )


_READERS: Mapping[type[Any], Callable[[Any], orders.Order]] = {
    pb.RecordRepaymentRequest: _repayment,
    pb.ApplyLateFeeRequest: _late_fee,
    pb.ApplyDishonourFeeRequest: _dishonour_fee,
    pb.WaiveFeeRequest: _waiver,
    pb.WriteOffRequest: _write_off,
    pb.MakeAdjustmentRequest: _adjustment,
    pb.DisburseLoanRequest: _disbursement,
}


def _account(request: Any) -> str:
    return _needed("loan_account_id", request.loan_account_id)


def _needed(name: str, text: str) -> str:
    if not text.strip():
        raise NotUnderstood(f"{name} is missing.")
    if "\0" in text:
        raise NotUnderstood(f"{name} has a NUL in it.")
    return text


def _positive(name: str, text: str) -> Decimal:
    return _amount(name, text, read_positive_amount)


def _amount(name: str, text: str, read: Callable[[object], Decimal]) -> Decimal:
    """Read an amount as it is written on the wire: figures and a point, nothing else."""
    try:
        amount = read(text)
    except NotAnAmount as error:
        raise NotUnderstood(f"{name}: {error}") from error
    if not _PLAIN.fullmatch(text):
        raise NotUnderstood(f'{name}: write it plainly, such as "145.00".')
    return amount
