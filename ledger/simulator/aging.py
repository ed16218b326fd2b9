"""How late an account is: days past due, bucket, what is overdue. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billie.kernel.money import ZERO
from ledger.simulator.schedule import Instalment

BUCKETS = (("current", 0, 0), ("early_arrears", 1, 30), ("late_arrears", 31, 60))
LAST_BUCKET = ("default", 61, 2**31 - 1)
BOUNDS = {name: (lowest, highest) for name, lowest, highest in (*BUCKETS, LAST_BUCKET)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aging:
    """An account's arrears on a day; `oldest` is the number of the first overdue instalment."""

    days_past_due: int
    bucket: str
    days_until_overdue: int
    overdue: Decimal
    oldest: int | None

    @property
    def is_in_arrears(self) -> bool:
        """Whether something is overdue."""
        return self.days_past_due > 0


def age(instalments: Sequence[Instalment], *, today: date, is_closed: bool) -> Aging:
    """Return how late an account with these instalments is on a day."""
    unpaid = [each for each in instalments if each.remaining]
    if is_closed or not unpaid:
        bucket = "closed" if is_closed else "current"
        return Aging(
            days_past_due=0, bucket=bucket, days_until_overdue=0, overdue=ZERO, oldest=None
        )
    oldest = min(unpaid, key=lambda each: (each.due_date, each.payment_number))
    days = max((today - oldest.due_date).days, 0)
    overdue = sum((each.remaining for each in unpaid if each.due_date < today), ZERO)
    return Aging(
        days_past_due=days,
        bucket=bucket_of(days),
        days_until_overdue=max((oldest.due_date - today).days, 0),
        overdue=overdue,
        oldest=oldest.payment_number if days else None,
    )


def bucket_of(days_past_due: int) -> str:
    """Return the arrears bucket of a number of days past due."""
    return next(name for name, (_, highest) in BOUNDS.items() if days_past_due <= highest)
