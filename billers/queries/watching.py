"""What machines watch: how many payments stand where, what is not final, and what is in trouble.

Each is one grouped query. What is final is read from daily figures alone, so nothing here grows
with the number of payments that came to their end.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, Value, When

from billers.models import Alarm, BillerTransaction
from billers.queries.troubles import SINCE, find_troubled
from billers.states import LIVE

NOT_FINAL = Q(status__in=LIVE) | Q(reversing_since__isnull=False)
REVERSING = "REVERSING"
STANDS = Case(When(reversing_since__isnull=False, then=Value(REVERSING)), default=F("status"))
STANDING = """
    with figures as (
        select biller_type, status, outcome, currency, payments, amount from billers_dailyfigure
        union all
        select biller_type, status, outcome, currency, payments, amount from billers_figurechange
    )
    select biller_type, status, outcome, currency, sum(payments)::bigint, sum(amount)
    from figures group by 1, 2, 3, 4 order by 1, 2, 3, 4
"""


class Stood(NamedTuple):
    """All payments ever that stand alike; `amount` in major units of `currency`."""

    biller_type: str
    status: str
    outcome: str
    currency: str
    payments: int
    amount: Decimal


class Waiting(NamedTuple):
    """Payments that wait alike: `kind` is their status or their trouble, `since` of the oldest."""

    biller_type: str
    kind: str
    currency: str
    payments: int
    amount: Decimal
    since: datetime


def list_stood() -> list[Stood]:
    """Return how all payments that there ever were stand now."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return [Stood(*row) for row in cursor.fetchall()]


def count_alarms() -> dict[str, int]:
    """Return how many payments ever had an alarm, by biller; alarms are few."""
    rows = Alarm.objects.order_by("biller_type").values_list("biller_type")
    return dict(rows.annotate(Count("id")))


def list_not_final() -> list[Waiting]:
    """Return count, value and age of what is not final, by biller and status."""
    open_ones = BillerTransaction.objects.filter(NOT_FINAL).annotate(stands=STANDS)
    return list(_grouped(open_ones, "stands"))


def list_in_trouble(*, now: datetime) -> list[Waiting]:
    """Return count, value and age of what needs a person, by biller and trouble."""
    return list(_grouped(find_troubled(now=now), "trouble"))


def _grouped(payments: "QuerySet[BillerTransaction]", kind: str) -> Iterator[Waiting]:
    rows = payments.order_by().values_list("biller_type", kind, "currency")
    sums = rows.annotate(Count("id"), Sum("amount"), since=Min(SINCE))
    for row in sums:
        yield Waiting(*row)
