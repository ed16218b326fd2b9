"""Which customers, accounts and conversations are behind because an event of theirs failed."""

from collections.abc import Iterable

from servicing.models import ParkedAggregate


def find_parked(aggregates: Iterable[str]) -> dict[str, ParkedAggregate]:
    """Return those of the aggregates ("account:LA-1") that are parked or retried, by name."""
    rows = ParkedAggregate.objects.filter(aggregate__in=list(aggregates))
    return {row.aggregate: row for row in rows}
