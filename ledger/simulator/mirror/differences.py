"""From a difference of balance to postings: which kind it is, and what it moves. Pure."""

from decimal import Decimal

from billie.kernel.money import ZERO
from ledger.allocation import allocate
from ledger.answers import TransactionType
from ledger.simulator.deciding import Draft
from ledger.simulator.loans import PENDING, Loan

Kind = TransactionType
RAISES = frozenset({Kind.LATE_FEE, Kind.DISHONOUR_FEE, Kind.ESTABLISHMENT_FEE})
LOWERS = frozenset({Kind.REPAYMENT, Kind.FEE_WAIVER, Kind.WRITE_OFF})
WORDS = {
    Kind.DISBURSEMENT: "Loan disbursed",
    Kind.ESTABLISHMENT_FEE: "Establishment fee",
    Kind.REPAYMENT: "Repayment",
    Kind.LATE_FEE: "Late fee",
    Kind.DISHONOUR_FEE: "Dishonour fee",
    Kind.FEE_WAIVER: "Fee waived",
    Kind.ADJUSTMENT: "Adjustment",
    Kind.WRITE_OFF: "Written off",
}
STORY = "story"  # who posted it


def postings_for(kind: str, difference: Decimal, loan: Loan) -> list[Draft]:
    """Return the postings that move an account's balance by a difference; none if it cannot move.

    `kind` is the ledger's word for the transaction that was told, or empty. One that does not fit
    the difference, such as a repayment that raises what is owed, is an adjustment.
    """
    known = Kind(kind) if kind in list(Kind) else Kind.UNSPECIFIED
    if difference > ZERO:
        return _raised(known, difference, loan)
    if difference < ZERO:
        return _lowered(known, -difference, loan)
    return []


def _raised(kind: TransactionType, amount: Decimal, loan: Loan) -> list[Draft]:
    if loan.status == PENDING:
        fee = min(loan.establishment_fee, amount)
        paid_out = _draft(Kind.DISBURSEMENT, principal=amount - fee)
        return [paid_out, _draft(Kind.ESTABLISHMENT_FEE, fees=fee)] if fee else [paid_out]
    if kind is Kind.DISBURSEMENT and loan.is_ours:
        return []  # somebody paid it out by request, and a loan is paid out once
    if kind in RAISES:
        return [_draft(kind, fees=amount)]
    return [_draft(Kind.ADJUSTMENT, principal=amount)]


def _lowered(kind: TransactionType, amount: Decimal, loan: Loan) -> list[Draft]:
    if kind not in LOWERS:
        kind = Kind.ADJUSTMENT
    if kind is Kind.WRITE_OFF and loan.is_ours:
        amount = loan.owed.total  # a write-off leaves nothing, whatever the story believes
    if kind is Kind.FEE_WAIVER and loan.is_ours:
        amount = min(amount, loan.fees)
    spread = allocate(amount, loan.owed)
    is_repayment = kind is Kind.REPAYMENT
    if not spread.fees and not spread.principal and not (is_repayment and amount):
        return []
    draft = Draft(
        kind=kind,
        principal=-spread.principal,
        fees=-spread.fees,
        description=WORDS[kind],
        created_by=STORY,
        allocation=spread if is_repayment else None,
        closes="WRITTEN_OFF" if kind is Kind.WRITE_OFF else "",
    )
    return [draft]


def _draft(kind: TransactionType, *, principal: Decimal = ZERO, fees: Decimal = ZERO) -> Draft:
    return Draft(
        kind=kind, principal=principal, fees=fees, description=WORDS[kind], created_by=STORY
    )
