"""Figures of payments by biller and by day: from daily figures, never by counting payments."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Sum

from billers.models import DailyFigure, FigureChange
from billers.queries.payments import PeriodBackwards
from billers.speeds import below
from billers.states import Status

LONGEST_PERIOD = timedelta(days=366)
SUCCEEDED = frozenset({Status.COMPLETED, Status.REVERSED})
"""What the biller took, also when it was taken back later."""

SETTLED = SUCCEEDED | {Status.FAILED}
KEY = ("day", "biller_type", "currency", "status", "outcome", "band")


class PeriodTooLong(ValueError):
    """A period is longer than figures are shown for at once."""


@dataclass(slots=True)
class Figures:
    """Payments that were taken on in some days, and what became of them so far.

    `values` are the sums of what succeeded, and `volumes` of all, by currency. A rate is None
    while nothing is settled. Times are milliseconds from first sending to the end of what
    succeeded; `p50` and `p95` are the limits of bands (`billers.speeds`).
    """

    payments: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    by_outcome: Counter[str] = field(default_factory=Counter)
    values: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    volumes: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    bands: Counter[int] = field(default_factory=Counter)
    milliseconds: int = 0

    @property
    def succeeded(self) -> int:
        """How many the biller took."""
        return sum(self.by_status[status] for status in SUCCEEDED)

    @property
    def success_rate(self) -> Decimal | None:
        """The share of what is settled that the biller took, from 0 to 1 with four decimals."""
        settled = sum(self.by_status[status] for status in SETTLED)
        if not settled:
            return None
        return (Decimal(self.succeeded) / settled).quantize(Decimal("0.0001"))

    @property
    def mean_ms(self) -> int | None:
        """How long it took on average."""
        timed = self.bands.total()
        return round(self.milliseconds / timed) if timed else None

    @property
    def p50_ms(self) -> int | None:
        """What half of them stayed below."""
        return below(self.bands, 0.5)

    @property
    def p95_ms(self) -> int | None:
        """What 95 of 100 stayed below."""
        return below(self.bands, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A period, both days included, beside the one of the same length before it."""

    from_date: date
    to_date: date
    total: Figures
    before: Figures
    by_biller: dict[str, Figures]
    before_by_biller: dict[str, Figures]
    by_day: dict[date, Figures]


class _Row(NamedTuple):
    day: date
    biller_type: str
    currency: str
    status: str
    outcome: str
    band: int
    payments: int
    amount: Decimal
    milliseconds: int


def get_stats(*, from_date: date, to_date: date, biller_type: str = "") -> Stats:
    """Return the figures of a period of business days, and of the period before it.

    A payment counts for the day on which it was taken on, whenever it ended. Days without
    payments are there too. One query, whatever the number of payments.

    :raises PeriodBackwards: if the period would end before it begins
    :raises PeriodTooLong: if it is longer than 366 days
    """
    length = to_date - from_date + timedelta(days=1)
    if length <= timedelta(0):
        raise PeriodBackwards("The period ends before it begins.")
    if length > LONGEST_PERIOD:
        raise PeriodTooLong(f"Figures are shown for at most {LONGEST_PERIOD.days} days at once.")
    stats = Stats(
        from_date=from_date,
        to_date=to_date,
        total=Figures(),
        before=Figures(),
        by_biller=defaultdict(Figures),
        before_by_biller=defaultdict(Figures),
        by_day={from_date + timedelta(days=number): Figures() for number in range(length.days)},
    )
    since = from_date - min(length, from_date - date.min)
    for row in _rows(since, to_date, biller_type):
        if row.day < from_date:
            _add(row, [stats.before, stats.before_by_biller[row.biller_type]])
        else:
            figures = [stats.total, stats.by_biller[row.biller_type], stats.by_day[row.day]]
            _add(row, figures)
    return stats


def _rows(first: date, last: date, biller_type: str) -> Iterator[_Row]:
    """Yield what figures and their changes hold, from one statement so that both agree."""
    asked: dict[str, Any] = {"day__gte": first, "day__lte": last}
    if biller_type:
        asked["biller_type"] = biller_type.upper()
    folded, changes = (
        table.objects.filter(**asked)
        .order_by()
        .values_list(*KEY)
        .annotate(Sum("payments"), Sum("amount"), Sum("milliseconds"))
        for table in (DailyFigure, FigureChange)
    )
    yield from (_Row(*row) for row in folded.union(changes, all=True))


def _add(row: _Row, all_figures: Iterable[Figures]) -> None:
    for figures in all_figures:
        figures.payments += row.payments
        figures.by_status[row.status] += row.payments
        figures.volumes[row.currency] += row.amount
        if row.outcome:
            figures.by_outcome[row.outcome] += row.payments
        if row.status in SUCCEEDED:
            figures.values[row.currency] += row.amount
            if row.band:
                figures.bands[row.band] += row.payments
                figures.milliseconds += row.milliseconds
