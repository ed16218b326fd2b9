"""The figures of the event streams, as Prometheus reads them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from billie.watch import metrics
from servicing.models import DeadLetter, EventTally, ParkedAggregate, StreamBookmark

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
STREAM = settings.EVENT_STREAMS[0]


def _samples(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _scraped() -> dict[tuple[str, ...], float]:
    return _samples(metrics.render(NOW).decode())


def _tally(typ: str, outcome: str, events: int, hours_ago: int) -> None:
    EventTally.objects.create(
        stream=STREAM,
        typ=typ,
        outcome=outcome,
        events=events,
        hour=NOW - timedelta(hours=hours_ago),
    )


@pytest.mark.usefixtures("redis_client")
def test_events_are_summed_by_type_and_by_what_became_of_them() -> None:
    _tally("account.created.v1", "APPLIED", 3, hours_ago=1)
    _tally("account.created.v1", "APPLIED", 4, hours_ago=2)
    _tally("account.created.v1", "FAILED", 1, hours_ago=2)

    found = _scraped()

    assert found["billie_events_applied_total", "APPLIED", "account.created.v1"] == 7
    assert found["billie_events_applied_total", "FAILED", "account.created.v1"] == 1


@pytest.mark.usefixtures("redis_client")
def test_types_that_anyone_may_invent_are_counted_as_one() -> None:
    for number in range(50):
        _tally(f"invented.{number}", "UNHANDLED", 2, hours_ago=1)

    found = _scraped()

    assert found["billie_events_applied_total", "UNHANDLED", "other"] == 100
    assert not [key for key in found if "invented.1" in key]


def test_a_stream_tells_its_length_and_what_was_not_applied(redis_client: Redis) -> None:
    StreamBookmark.objects.create(
        stream=STREAM,
        entry_id="0-0",
        events=12,
        duplicates=2,
        published_at=NOW - timedelta(seconds=7),
        applied_at=NOW - timedelta(seconds=4),
    )
    oldest = int((NOW - timedelta(seconds=30)).timestamp() * 1000)
    redis_client.xadd(STREAM, {"typ": "x"}, id=f"{oldest}-0")
    redis_client.xadd(STREAM, {"typ": "x"}, id=f"{oldest + 1000}-0")
    redis_client.xgroup_create(STREAM, settings.EVENT_GROUP, id="0")

    found = _scraped()

    assert found["billie_stream_length", STREAM] == 2
    assert found["billie_stream_lag_events", STREAM] == 2
    assert found["billie_stream_lag_seconds", STREAM] == 3
    assert found["billie_oldest_unapplied_seconds", STREAM] == 30
    assert found["billie_stream_pending", STREAM] == 0
    assert found["billie_stream_held", STREAM] == 0
    assert found["billie_stream_events_total", STREAM] == 12
    assert found["billie_stream_duplicates_total", STREAM] == 2


@pytest.mark.usefixtures("redis_client")
def test_what_waits_is_counted_with_its_oldest_age() -> None:
    for number, state in enumerate(["PARKED", "PARKED", "RETRYING"]):
        ParkedAggregate.objects.create(
            aggregate=f"account:{number}",
            event_id=uuid4(),
            state=state,
            error="It failed.",
            parked_at=NOW - timedelta(minutes=number + 1),
        )
    DeadLetter.objects.create(
        event_id=uuid4(),
        kind="FAILED",
        typ="x",
        error="It failed.",
        created_at=NOW - timedelta(days=1),
    )

    found = _scraped()

    assert found["billie_parked_aggregates", "PARKED"] == 2
    assert found["billie_parked_aggregates", "RETRYING"] == 1
    assert found["billie_parked_oldest_seconds", "PARKED"] == 120
    assert found["billie_dead_letters", "OPEN"] == 1
    assert found["billie_dead_letters", "DISCARDED"] == 0
    assert found["billie_dead_letters_oldest_seconds",] == 86_400


@pytest.mark.usefixtures("redis_client")
def test_where_nothing_ever_happened_the_figures_are_there_all_the_same() -> None:
    found = _samples(Client().get("/metrics").content.decode())

    assert found["billie_metrics_source_up", "servicing"] == 1
    assert found["billie_parked_aggregates", "PARKED"] == 0
    assert found["billie_dead_letters_oldest_seconds",] == 0
    assert found["billie_stream_events_total", STREAM] == 0


def test_without_redis_the_rest_is_told() -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        found = _scraped()

    assert found["billie_metrics_source_up", "servicing"] == 1
    assert found["billie_dead_letters", "OPEN"] == 0
    assert ("billie_stream_length", STREAM) not in found
