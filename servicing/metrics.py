"""Figures of the event streams for Prometheus (DESIGN 7), in its units: seconds and counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, Min, Sum
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from servicing.events.catalogue import CATALOGUE
from servicing.models import DeadLetter, EventTally, ParkedAggregate
from servicing.queries.streams import StreamStatus, list_stream_status

OTHER = "other"
"""Every type that is not in the catalogue: anyone can publish a new one, and each would stay."""

GAUGES = {
    "length": ("billie_stream_length", "Entries in the stream."),
    "lag_events": ("billie_stream_lag_events", "Entries that were not applied yet."),
    "lag_seconds": ("billie_stream_lag_seconds", "From publish to commit of the latest event."),
    "oldest_unapplied_seconds": (
        "billie_oldest_unapplied_seconds",
        "Age of the oldest entry that was not applied yet; 0 if there is none.",
    ),
    "pending": ("billie_stream_pending", "Entries delivered and not acknowledged."),
    "is_held": ("billie_stream_held", "Whether a consumer holds the stream's lease."),
}
COUNTERS = {
    "events": ("billie_stream_events", "Events stored from the stream."),
    "duplicates": ("billie_stream_duplicates", "Events that came again and had no effect."),
}


def collect(now: datetime) -> Iterator[Metric]:
    """Yield all figures of the room at an instant."""
    streams = list_stream_status(now=now)
    yield from _stream_figures(streams)
    yield _events_by_type()
    yield from _parked_figures(now)
    yield from _dead_letter_figures(now)


def _stream_figures(streams: Iterable[StreamStatus]) -> Iterator[Metric]:
    """Yield what is known of each stream; what is not known is left out, not given as 0."""
    for attribute, (name, words) in GAUGES.items():
        gauge = GaugeMetricFamily(name, words, labels=["stream"])
        for status in streams:
            if (value := getattr(status, attribute)) is not None:
                gauge.add_metric([status.stream], float(value))
        yield gauge
    for attribute, (name, words) in COUNTERS.items():
        counter = CounterMetricFamily(name, words, labels=["stream"])
        for status in streams:
            counter.add_metric([status.stream], float(getattr(status, attribute)))
        yield counter


def _events_by_type() -> Metric:
    """Return how many events of each known type came to which end, in all."""
    sums: Counter[tuple[str, str]] = Counter()
    for typ, outcome, events in EventTally.objects.values_list("typ", "outcome").annotate(
        Sum("events")
    ):
        sums[typ if typ in CATALOGUE else OTHER, outcome] += events
    counter = CounterMetricFamily(
        "billie_events_applied",
        "Events by type and by what became of them.",
        labels=["typ", "outcome"],
    )
    for labels, events in sorted(sums.items()):
        counter.add_metric(labels, float(events))
    return counter


def _parked_figures(now: datetime) -> Iterator[Metric]:
    rows = ParkedAggregate.objects.values("state").annotate(
        count=Count("*"), since=Min("parked_at")
    )
    found = {row["state"]: row for row in rows}
    count = GaugeMetricFamily(
        "billie_parked_aggregates", "Aggregates whose events wait.", labels=["state"]
    )
    oldest = GaugeMetricFamily(
        "billie_parked_oldest_seconds", "Since when the first of them waits.", labels=["state"]
    )
    for state in ParkedAggregate.State.values:
        row = found.get(state)
        count.add_metric([state], float(row["count"]) if row else 0.0)
        oldest.add_metric([state], (now - row["since"]).total_seconds() if row else 0.0)
    yield count
    yield oldest


def _dead_letter_figures(now: datetime) -> Iterator[Metric]:
    rows = DeadLetter.objects.values("status").annotate(count=Count("*"), since=Min("created_at"))
    found = {row["status"]: row for row in rows}
    count = GaugeMetricFamily("billie_dead_letters", "Dead letters.", labels=["status"])
    for status in DeadLetter.Status.values:
        row = found.get(status)
        count.add_metric([status], float(row["count"]) if row else 0.0)
    yield count
    oldest = found.get(DeadLetter.Status.OPEN)
    yield GaugeMetricFamily(
        "billie_dead_letters_oldest_seconds",
        "Age of the oldest dead letter that waits for a person; 0 if there is none.",
        value=(now - oldest["since"]).total_seconds() if oldest else 0.0,
    )
