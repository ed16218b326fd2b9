"""Figures of what waits for a second person, for Prometheus (DESIGN 7)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Sum
from prometheus_client.core import GaugeMetricFamily, Metric

from billie.staff.approval_kinds import list_kinds
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval


def collect(now: datetime) -> Iterator[Metric]:
    """Yield count, value and oldest age of what waits, by kind; zero for kinds without any."""
    waiting = GaugeMetricFamily(
        "billie_approvals_waiting", "Requests that wait for a second person.", labels=["kind"]
    )
    value = GaugeMetricFamily(
        "billie_approvals_waiting_value", "What they are about.", labels=["kind", "currency"]
    )
    oldest = GaugeMetricFamily(
        "billie_approvals_oldest_seconds", "Age of the oldest of them.", labels=["kind"]
    )
    found = dict.fromkeys([kind.code for kind in list_kinds()], (0, 0.0))
    for row in _rows():
        kind, currency = row["kind"], row["currency"]
        age = (now - row["since"]).total_seconds()
        count, longest = found.get(kind, (0, 0.0))
        found[kind] = (count + row["count"], max(longest, age))
        if row["value"] is not None:
            value.add_metric([kind, currency], float(row["value"]))
    for kind, (count, longest) in found.items():
        waiting.add_metric([kind], count)
        oldest.add_metric([kind], longest)
    yield from (waiting, value, oldest)


def _rows() -> Iterable[Any]:
    open_requests = Approval.objects.filter(state=ApprovalState.PENDING)
    return open_requests.values("kind", "currency").annotate(
        count=Count("pk"), value=Sum("amount"), since=Min("requested_at")
    )
