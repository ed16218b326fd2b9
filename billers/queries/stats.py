"""Figures of payments by biller and by day: from daily figures, never by counting payments."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from billers.queries.payments import PeriodBackwards
from billers.speeds import below
from billers.states import Status

LONGEST_PERIOD = timedelta(days=366)
SUCCEEDED = frozenset({Status.COMPLETED, Status.REVERSED})
"""What the biller took, also when it was taken back later."""

SETTLED = SUCCEEDED | {Status.FAILED}


SUMS = """
    with figures as (
        select *, day < %(first)s as is_before from billers_dailyfigure
        where day between %(since)s and %(last)s
        union all
        select *, day < %(first)s as is_before from billers_figurechange
        where day between %(since)s and %(last)s
    )
    select biller_type, day, is_before, currency, status, outcome, band,
        sum(payments)::bigint, sum(amount), sum(milliseconds)::bigint
    from figures
    where %(biller)s = '' or biller_type = %(biller)s
    group by grouping sets (
        (biller_type, is_before, currency, status, outcome, band),
        (day, is_before, currency, status, outcome, band)
    )
    having not (is_before and grouping(day) = 0)
"""
"""Sums by biller in both periods, and by day in the one that is asked for."""


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
    """A sum over a biller's payments, or over those of a day; the other one is None."""

    biller_type: str | None
    day: date | None
    is_before: bool
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
    for row in _rows(since, from_date, to_date, biller_type.upper()):
        if row.day is not None:
            _add(row, [stats.by_day[row.day]])
        elif row.is_before:
            _add(row, [stats.before, stats.before_by_biller[row.biller_type or ""]])
        else:
            _add(row, [stats.total, stats.by_biller[row.biller_type or ""]])
    return stats


def _rows(since: date, first: date, last: date, biller_type: str) -> Iterator[_Row]:
    """Yield sums over figures and their changes, from one statement so that both agree."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"since": since, "first": first, "last": last, "biller": biller_type})
        for row in cursor.fetchall():
            yield _Row(*row)


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
