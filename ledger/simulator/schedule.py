"""Which instalments a repayment pays, first in first out, and what state each is in. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from billie.kernel.money import ZERO


@dataclass(slots=True, kw_only=True)
class Instalment:
    """One repayment of a schedule, and what came in for it."""

    payment_number: int
    due_date: date
    amount: Decimal
    paid: Decimal = ZERO
    paid_on: date | None = None
    transaction_ids: list[str] = field(default_factory=list)
    updated_at: datetime | None = None

    @property
    def remaining(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.paid

    def status(self, today: date) -> str:
        """Return PENDING, PARTIAL, PAID or OVERDUE."""
        if not self.remaining:
            return "PAID"
        if self.due_date < today:
            return "OVERDUE"
        return "PARTIAL" if self.paid else "PENDING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one instalment got out of a repayment."""

    instalment: Instalment
    amount: Decimal


def spread(
    paid: Decimal, *, owed_before: Decimal, instalments: Sequence[Instalment], target: int | None
) -> tuple[list[Share], str]:
    """Pay instalments with what a repayment leaves for them; say what was odd, or nothing.

    The instalments cover principal and establishment fee. Whatever was owed beyond them, late and
    dishonour fees, is paid first. `target` is the instalment to begin with; the others follow in
    the order of their numbers. Changes the instalments' `paid`.
    """
    if not instalments:
        return [], "The account has no repayment schedule."
    beyond = max(owed_before - sum((each.remaining for each in instalments), ZERO), ZERO)
    left = max(min(paid, owed_before) - beyond, ZERO)
    unpaid = [each for each in instalments if each.remaining]
    first = [each for each in unpaid if each.payment_number == target]
    shares = []
    for instalment in [*first, *(each for each in unpaid if each not in first)]:
        if amount := min(left, instalment.remaining):
            instalment.paid += amount
            left -= amount
            shares.append(Share(instalment=instalment, amount=amount))
    warning = ""
    if target is not None and not first:
        warning = f"Instalment {target} does not wait for money; the oldest unpaid ones got it."
    return shares, warning
