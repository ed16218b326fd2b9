"""What can be asked of the ledger: one frozen order for each of its seven money writes (WIRE 2).

Amounts are positive decimals in major units, except an adjustment's deltas, which have a sign.
Texts may be empty, which leaves an optional field out.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """Money that came in: to fees first, then to principal."""

    loan_account_id: str
    amount: Decimal
    payment_id: str = ""
    payment_method: str = ""
    payment_reference: str = ""
    notes: str = ""
    target_payment_number: int | None = None
    schedule_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee:
    """A fee for paying late."""

    loan_account_id: str
    amount: Decimal
    days_past_due: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DishonourFee:
    """A fee for a payment that the bank sent back; `reference_id` names that payment."""

    loan_account_id: str
    amount: Decimal
    reason: str = ""
    reference_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeWaiver:
    """Fees that are let off."""

    loan_account_id: str
    amount: Decimal
    reason: str
    approved_by: str
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """All that is owed is given up."""

    loan_account_id: str
    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A correction of principal and fees; a delta below zero lowers what is owed."""

    loan_account_id: str
    principal_delta: Decimal
    fee_delta: Decimal
    reason: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disbursement:
    """The loan is paid out."""

    loan_account_id: str
    amount: Decimal
    bank_reference: str
    payment_method: str
    attachment_location: str = ""
    notes: str = ""


Order: TypeAlias = (
    Repayment | LateFee | DishonourFee | FeeWaiver | WriteOff | Adjustment | Disbursement
)
