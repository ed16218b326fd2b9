"""Figures for navigation and dashboard that must cost nothing: bounded counts and estimates."""

from typing import NamedTuple

from django.db import connection

from servicing.models import DeadLetter, LoanAccount, ParkedAggregate, StoredEvent
from servicing.models.customers import Customer
from servicing.models.event_store import Outcome
from servicing.models.loans import AccountStatus

MOST_COUNTED = 1000
COUNTED_EXACTLY = 10_000


class Size(NamedTuple):
    """How many rows there are; an estimate comes from PostgreSQL's statistics."""

    rows: int
    is_estimate: bool


def count_open_dead_letters() -> int:
    """Return how many dead letters wait for a person, at most 1 000."""
    return DeadLetter.objects.filter(status=DeadLetter.Status.OPEN)[:MOST_COUNTED].count()


def count_parked_aggregates() -> int:
    """Return how many aggregates wait for a person, at most 1 000."""
    parked = ParkedAggregate.objects.filter(state=ParkedAggregate.State.PARKED)
    return parked[:MOST_COUNTED].count()


def count_waiting_disbursements() -> int:
    """Return how many loans wait to be paid out, at most 1 000."""
    waiting = LoanAccount.objects.filter(account_status=AccountStatus.PENDING_DISBURSEMENT)
    return waiting[:MOST_COUNTED].count()


def count_waiting_events(*, aggregate: str) -> int:
    """Return how many events wait behind a failed one of an aggregate, at most 1 000."""
    if not aggregate:
        return 0
    waiting = StoredEvent.objects.filter(aggregate=aggregate, outcome=Outcome.WAITING)
    return waiting[:MOST_COUNTED].count()


def get_customer_total() -> Size:
    """Return how many customers there are."""
    return _size(Customer._meta.db_table, "true", Customer._meta.db_table)


def get_account_total() -> Size:
    """Return how many loan accounts there are."""
    return _size(LoanAccount._meta.db_table, "true", LoanAccount._meta.db_table)


def get_arrears_total() -> Size:
    """Return how many accounts are in arrears; the estimate is of the index with only those."""
    return _size(LoanAccount._meta.db_table, "is_in_arrears", "account_by_days_past_due")


def _size(table: str, condition: str, statistics_of: str) -> Size:
    """Count up to a limit, beyond which the statistics of a table or partial index answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT %s) AS found",  # noqa: S608
            [COUNTED_EXACTLY + 1],
        )
        counted: int = cursor.fetchone()[0]
        if counted <= COUNTED_EXACTLY:
            return Size(counted, is_estimate=False)
        cursor.execute(
            "SELECT greatest(reltuples::bigint, %s) FROM pg_class WHERE oid = %s::regclass",
            [counted, statistics_of],
        )
        return Size(_rounded(cursor.fetchone()[0]), is_estimate=True)


def _rounded(estimate: int) -> int:
    """Return an estimate with three digits that mean something."""
    digits = max(len(str(estimate)) - 3, 0)
    return round(estimate, -digits)
