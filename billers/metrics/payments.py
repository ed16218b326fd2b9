"""How many payments stand where, and count, value and oldest age of what is not settled."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from billers.models import BillerConfig
from billers.queries.troubles import Trouble
from billers.queries.watching import (
    REVERSING,
    Waiting,
    count_alarms,
    list_in_trouble,
    list_not_final,
    list_stood,
)
from billers.states import LIVE

OPEN = (*sorted(LIVE), REVERSING)
VALUE = "What they are about, in major units."


def collect(now: datetime) -> Iterator[Metric]:
    """Yield all figures of payments at an instant, zero for billers without any."""
    billers = list(BillerConfig.objects.order_by("pk").values_list("biller_type", flat=True))
    yield from _standing()
    yield _alarms(billers)
    yield from _waiting(
        list_not_final(),
        name="billie_bill_payments_open",
        words="Payments that are not final.",
        label="status",
        kinds=[(biller, str(status)) for biller in billers for status in OPEN],
        now=now,
    )
    yield from _waiting(
        list_in_trouble(now=now),
        name="billie_bill_payments_troubled",
        words="Payments that need a person.",
        label="trouble",
        kinds=[(biller, trouble.value) for biller in billers for trouble in Trouble],
        now=now,
    )


def _standing() -> Iterator[Metric]:
    """Yield gauges, no counters: a payment that is tried again stands elsewhere afterwards.

    Samples of Prometheus are floats by its format; no money is counted with them here.
    """
    payments: Counter[tuple[str, str, str]] = Counter()
    value = GaugeMetricFamily(
        "billie_bill_payments_value",
        VALUE,
        labels=["biller", "status", "outcome", "currency"],
    )
    for stood in list_stood():
        payments[stood.biller_type, stood.status, stood.outcome] += stood.payments
        value.add_metric(
            [stood.biller_type, stood.status, stood.outcome, stood.currency], float(stood.amount)
        )
    count = GaugeMetricFamily(
        "billie_bill_payments",
        "All payments ever taken on, by how they stand now.",
        labels=["biller", "status", "outcome"],
    )
    for labels, number in payments.items():
        count.add_metric(labels, float(number))
    yield from (count, value)


def _alarms(billers: Iterable[str]) -> Metric:
    raised = CounterMetricFamily(
        "billie_bill_alarms",
        "Payments of which a biller said what cannot be right.",
        labels=["biller"],
    )
    for biller, alarms in {**dict.fromkeys(billers, 0), **count_alarms()}.items():
        raised.add_metric([biller], float(alarms))
    return raised


def _waiting(
    rows: Iterable[Waiting],
    *,
    name: str,
    words: str,
    label: str,
    kinds: Sequence[tuple[str, str]],
    now: datetime,
) -> Iterator[Metric]:
    """Yield count, value and oldest age of what waits, by biller and kind."""
    count: Counter[tuple[str, str]] = Counter(dict.fromkeys(kinds, 0))
    oldest = dict.fromkeys(kinds, 0.0)
    value = GaugeMetricFamily(
        f"{name}_value",
        "What they are about, in major units.",
        labels=["biller", label, "currency"],
    )
    for row in rows:
        kind = (row.biller_type, row.kind)
        count[kind] += row.payments
        oldest[kind] = max(oldest.get(kind, 0.0), (now - row.since).total_seconds())
        value.add_metric([*kind, row.currency], float(row.amount))
    counts = GaugeMetricFamily(name, words, labels=["biller", label])
    ages = GaugeMetricFamily(
        f"{name}_oldest_seconds", "Age of the oldest of them.", labels=["biller", label]
    )
    for kind, number in count.items():
        counts.add_metric(kind, float(number))
        ages.add_metric(kind, oldest[kind])
    yield from (counts, value, ages)
