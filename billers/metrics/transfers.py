"""Count, value and oldest age of the transfers at core banking that nobody knows of."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric

from billers.queries.transfers import sum_unsettled

NAME = "billie_core_transfers_unsettled"


def collect(now: datetime) -> Iterator[Metric]:
    """Yield them, the count and the age as zero when there are none.

    Samples of Prometheus are floats by its format; no money is counted with them here.
    """
    rows = sum_unsettled(now=now)
    count = GaugeMetricFamily(NAME, "Transfers of which nobody knows what became.", labels=[])
    count.add_metric([], float(sum(row.transfers for row in rows)))
    oldest = GaugeMetricFamily(f"{NAME}_oldest_seconds", "Age of the oldest of them.", labels=[])
    oldest.add_metric([], max(((now - row.since).total_seconds() for row in rows), default=0.0))
    value = GaugeMetricFamily(
        f"{NAME}_value", "What they are about, in major units.", labels=["currency"]
    )
    for row in rows:
        value.add_metric([row.currency], float(row.amount))
    yield from (count, oldest, value)
