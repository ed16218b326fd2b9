"""What a money order does to an account, or why it cannot be done. Pure: no clock, no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billie.kernel.money import ZERO
from ledger import orders
from ledger.allocation import Allocation, Owed, allocate
from ledger.answers import TransactionType
from ledger.simulator.loans import PENDING, Loan
from ledger.simulator.refusals import DoneBefore, NotPossible


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A posting as it was decided on; a delta above zero raises what the customer owes.

    `allocation` is how a repayment is spread, `closes` the reason why the account ends with it.
    """

    kind: TransactionType
    principal: Decimal = ZERO
    fees: Decimal = ZERO
    description: str
    reference_type: str = ""
    reference_id: str = ""
    notes: str = ""
    created_by: str = "billie-servicing"
    metadata: Mapping[str, str] = field(default_factory=dict)
    allocation: Allocation | None = None
    closes: str = ""

    @property
    def overpaid(self) -> Decimal:
        """What came in beyond what was owed."""
        return self.allocation.overpayment if self.allocation else ZERO


def decide(order: orders.Order, loan: Loan) -> list[Draft]:
    """Return the postings that carry an order out; an account that they pay off is closed.

    :raises NotPossible: if the account's state forbids it
    :raises DoneBefore: if it is done once, and was
    """
    if loan.is_closed and not _can_be_reopened(order, loan):
        reason = loan.closure_reason.replace("_", " ").lower()
        raise NotPossible(f"This account is closed ({reason}). Nothing can be posted on it.")
    if loan.status == PENDING and not isinstance(order, orders.Disbursement):
        raise NotPossible("This loan was not disbursed yet. Disburse it first.")
    return _DECIDERS[type(order)](order, loan)


def _can_be_reopened(order: orders.Order, loan: Loan) -> bool:
    """Tell whether an order may reverse the payment or the waiver that closed an account."""
    return isinstance(order, orders.Adjustment) and loan.closure_reason == "PAID_OFF"


def _repayment(order: orders.Repayment, loan: Loan) -> list[Draft]:
    spread = allocate(order.amount, loan.owed)
    reference = order.payment_id or order.payment_reference
    metadata = {
        "payment_method": order.payment_method,
        "payment_reference": order.payment_reference,
        "overpayment": f"{spread.overpayment:.2f}" if spread.overpayment else "",
    }
    draft = Draft(
        kind=TransactionType.REPAYMENT,
        principal=-spread.principal,
        fees=-spread.fees,
        description="Repayment",
        reference_type="payment" if reference else "",
        reference_id=reference,
        notes=order.notes,
        metadata={name: value for name, value in metadata.items() if value},
        allocation=spread,
        closes=_closes(loan, -spread.principal, -spread.fees),
    )
    return [draft]


def _late_fee(order: orders.LateFee, loan: Loan) -> list[Draft]:
    draft = Draft(
        kind=TransactionType.LATE_FEE,
        fees=order.amount,
        description=_described("Late fee", order.reason),
        notes=order.reason,
        metadata={"days_past_due": str(order.days_past_due)},
    )
    return [draft]


def _dishonour_fee(order: orders.DishonourFee, loan: Loan) -> list[Draft]:
    draft = Draft(
        kind=TransactionType.DISHONOUR_FEE,
        fees=order.amount,
        description=_described("Dishonour fee", order.reason),
        reference_type="payment" if order.reference_id else "",
        reference_id=order.reference_id,
        notes=order.reason,
    )
    return [draft]


def _waiver(order: orders.FeeWaiver, loan: Loan) -> list[Draft]:
    if order.amount > loan.fees:
        raise NotPossible(
            f"The waiver of {order.amount:.2f} is above the fees owed, which are {loan.fees:.2f}."
        )
    draft = Draft(
        kind=TransactionType.FEE_WAIVER,
        fees=-order.amount,
        description=_described("Fee waived", order.reason),
        notes=order.notes or order.reason,
        created_by=order.approved_by,
        closes=_closes(loan, ZERO, -order.amount),
    )
    return [draft]


def _write_off(order: orders.WriteOff, loan: Loan) -> list[Draft]:
    if not loan.owed.total:
        raise NotPossible("Nothing is owed on this account, so there is nothing to write off.")
    draft = Draft(
        kind=TransactionType.WRITE_OFF,
        principal=-loan.principal,
        fees=-loan.fees,
        description=_described("Written off", order.reason),
        notes=order.reason,
        created_by=order.approved_by,
        closes="WRITTEN_OFF",
    )
    return [draft]


def _adjustment(order: orders.Adjustment, loan: Loan) -> list[Draft]:
    after = loan.owed.changed(principal=order.principal_delta, fees=order.fee_delta)
    for name, amount in (("principal", after.principal), ("fees", after.fees)):
        if amount < ZERO:
            raise NotPossible(f"The adjustment would take the {name} to {amount:.2f}, below zero.")
    draft = Draft(
        kind=TransactionType.ADJUSTMENT,
        principal=order.principal_delta,
        fees=order.fee_delta,
        description=_described("Adjustment", order.reason),
        notes=order.reason,
        created_by=order.approved_by,
    )
    return [draft]


def _disbursement(order: orders.Disbursement, loan: Loan) -> list[Draft]:
    if loan.status != PENDING:
        raise DoneBefore(f"This loan was disbursed on {loan.disbursed_on}.")
    if order.amount != loan.loan_amount:
        raise NotPossible(f"The agreed amount is {loan.loan_amount:.2f}, not {order.amount:.2f}.")
    return disburse(loan, order)


def disburse(loan: Loan, order: orders.Disbursement) -> list[Draft]:
    """Return the postings that pay a loan out: the principal, and the establishment fee once."""
    metadata = {
        "bank_reference": order.bank_reference,
        "payment_method": order.payment_method,
        "attachment_location": order.attachment_location,
    }
    drafts = [
        Draft(
            kind=TransactionType.DISBURSEMENT,
            principal=order.amount,
            description="Loan disbursed",
            notes=order.notes,
            metadata={name: value for name, value in metadata.items() if value},
        )
    ]
    if loan.establishment_fee:
        drafts.append(
            Draft(
                kind=TransactionType.ESTABLISHMENT_FEE,
                fees=loan.establishment_fee,
                description="Establishment fee",
            )
        )
    return drafts


_DECIDERS: Mapping[type[Any], Callable[[Any, Loan], list[Draft]]] = {
    orders.Repayment: _repayment,
    orders.LateFee: _late_fee,
    orders.DishonourFee: _dishonour_fee,
    orders.FeeWaiver: _waiver,
    orders.WriteOff: _write_off,
    orders.Adjustment: _adjustment,
    orders.Disbursement: _disbursement,
}


def _closes(loan: Loan, principal: Decimal, fees: Decimal) -> str:
    after: Owed = loan.owed.changed(principal=principal, fees=fees)
    return "" if after.total else "PAID_OFF"


def _described(what: str, why: str) -> str:
    return f"{what}: {why}" if why else what
