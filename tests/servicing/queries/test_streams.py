"""How far streams are, as pages, metrics and commands are told."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from redis import Redis

from servicing.models import DeadLetter, EventTally, ParkedAggregate, StreamBookmark
from servicing.queries import streams
from servicing.stream.lease import lease_key

pytestmark = pytest.mark.django_db

STREAM = settings.EVENT_STREAMS[0]
GROUP = settings.EVENT_GROUP
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def add(client: Redis, seconds_ago: float, *, now: datetime = NOW) -> str:
    at = now - timedelta(seconds=seconds_ago)
    entry = client.xadd(STREAM, {"typ": "x"}, id=f"{int(at.timestamp() * 1000)}-0")
    assert isinstance(entry, bytes)
    return entry.decode()


def status(client: Redis | None = None) -> streams.StreamStatus:
    return streams.list_stream_status(now=NOW, client=client)[0]


def test_a_stream_that_nobody_reads_yet_is_all_lag(redis_client: Redis):
    add(redis_client, 30)
    add(redis_client, 20)

    found = status()

    assert (found.length, found.lag_events, found.pending) == (2, 2, 0)
    assert found.oldest_unapplied_seconds == 30
    assert (found.lag_seconds, found.applied_at) == (None, None)


def test_what_was_delivered_and_not_acknowledged_is_lag_too(redis_client: Redis):
    first = add(redis_client, 30)
    redis_client.xgroup_create(STREAM, GROUP, id="0")
    add(redis_client, 20)
    redis_client.xreadgroup(GROUP, "c", {STREAM: ">"}, count=1)

    pending = status()
    redis_client.xack(STREAM, GROUP, first)
    acknowledged = status()

    assert (pending.lag_events, pending.pending, pending.oldest_unapplied_seconds) == (2, 1, 30)
    assert (acknowledged.lag_events, acknowledged.pending) == (1, 0)
    assert acknowledged.oldest_unapplied_seconds == 20


def test_a_stream_that_is_applied_has_no_lag(redis_client: Redis):
    entry = add(redis_client, 30)
    redis_client.xgroup_create(STREAM, GROUP, id=entry)
    StreamBookmark.objects.create(
        stream=STREAM,
        entry_id=entry,
        events=1,
        published_at=NOW - timedelta(seconds=30),
        applied_at=NOW - timedelta(seconds=29.5),
        holder="desk-1:7",
    )

    found = status()

    assert (found.lag_events, found.oldest_unapplied_seconds) == (0, 0)
    assert (found.lag_seconds, found.holder, found.events) == (0.5, "desk-1:7", 1)
    assert found.latest_entry_id == entry


def test_while_redis_is_away_only_what_it_knows_is_not_known():
    StreamBookmark.objects.create(stream=STREAM, entry_id="1-0", events=4)
    nobody = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)

    found = status(nobody)

    assert (found.length, found.lag_events, found.oldest_unapplied_seconds) == (None, None, None)
    assert (found.events, found.latest_entry_id) == (4, "1-0")


def test_whether_a_consumer_holds_a_stream_is_asked_of_the_lock(redis_client: Redis):
    before = status().is_held
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [lease_key(STREAM)])

    assert (before, status().is_held) == (False, True)


def test_every_configured_stream_has_a_status(redis_client: Redis):
    found = streams.list_stream_status(now=NOW)

    assert [row.stream for row in found] == settings.EVENT_STREAMS


def test_troubles_are_counted_by_what_they_ask_for():
    for number, state in enumerate(["PARKED", "PARKED", "RETRYING"]):
        ParkedAggregate.objects.create(
            aggregate=f"account:{number}",
            event_id=f"00000000-0000-0000-0000-{number:012}",
            state=state,
            error="x",
            parked_at=NOW - timedelta(minutes=number),
        )
        DeadLetter.objects.create(
            event_id=f"00000000-0000-0000-0000-{number:012}",
            kind="FAILED",
            typ="x",
            error="x",
            status="OPEN" if number else "DISCARDED",
            created_at=NOW,
        )

    assert streams.count_troubles() == {
        "parkedAggregates": 2,
        "retryingAggregates": 1,
        "openDeadLetters": 2,
    }
    longest, *_ = streams.list_parked_aggregates()
    assert longest.aggregate == "account:2"


def test_what_arrived_is_told_by_the_hour():
    for hours, typ, events in [(3, "a", 1), (2, "a", 2), (2, "b", 3), (0, "a", 9)]:
        EventTally.objects.create(
            stream=STREAM, typ=typ, outcome="APPLIED", hour=NOW - timedelta(hours=hours),
            events=events,
        )  # fmt: skip

    told = streams.get_event_tallies(since=NOW - timedelta(hours=2), until=NOW)

    assert told == {NOW - timedelta(hours=2): 5}


def test_the_command_shows_the_age_of_the_oldest_entry_as_the_lag(
    redis_client: Redis, capsys: pytest.CaptureFixture[str]
):
    add(redis_client, 90, now=timezone.now())

    call_command("events_status")

    shown = capsys.readouterr().out
    (line,) = [line for line in shown.splitlines() if line.split()[:1] == [STREAM]]
    _stream, length, lag, seconds, pending, *_ = line.split()
    assert (length, lag, pending) == ("1", "1", "0")
    assert 90 <= float(seconds) < 120
    assert line.split()[-2:] == ["0", "0"]  # parked aggregates and dead letters
