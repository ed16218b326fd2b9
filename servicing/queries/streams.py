"""How far each stream is applied, what stands still, and what arrives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum

from billie.web.keyset import DEFAULT_LIMIT, Page, paginate
from servicing.events import published_at
from servicing.models import (
    DeadLetter,
    EventTally,
    ParkedAggregate,
    StoredEvent,
    StreamBookmark,
)
from servicing.stream.lease import lease_key

PATIENCE_SECONDS = 1.0
MOST_PARKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStatus:
    """Where a stream stands. What only Redis knows is None while it cannot be reached.

    `lag_seconds` is the time from publish to commit of the event applied last;
    `oldest_unapplied_seconds` the age of the oldest entry not applied yet, 0 when there is none.
    """

    stream: str
    length: int | None
    lag_events: int | None
    lag_seconds: float | None
    oldest_unapplied_seconds: float | None
    pending: int | None
    latest_entry_id: str
    published_at: datetime | None
    applied_at: datetime | None
    holder: str
    is_held: bool
    events: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class _InRedis:
    length: int | None = None
    lag: int | None = None
    pending: int | None = None
    oldest: str | None = None


def list_stream_status(*, now: datetime, client: redis.Redis | None = None) -> list[StreamStatus]:
    """Return the status of every configured stream, in the order of the settings."""
    bookmarks = {row.stream: row for row in StreamBookmark.objects.all()}
    held = _held_leases()
    return [
        _status(
            bookmarks.get(stream) or StreamBookmark(stream=stream, entry_id=""),
            _look_into(client or _client(), stream),
            is_held=lease_key(stream) in held,
            now=now,
        )
        for stream in settings.EVENT_STREAMS
    ]


def count_troubles() -> dict[str, int]:
    """Return how many aggregates are parked or retried, and how many dead letters are open."""
    parked = ParkedAggregate.objects
    return {
        "parkedAggregates": parked.filter(state=ParkedAggregate.State.PARKED).count(),
        "retryingAggregates": parked.filter(state=ParkedAggregate.State.RETRYING).count(),
        "openDeadLetters": DeadLetter.objects.filter(status=DeadLetter.Status.OPEN).count(),
    }


def count_troubles_by_stream() -> dict[str, tuple[int, int]]:
    """Return, by the stream of the event that failed, parked aggregates and open dead letters.

    Aggregates that are being retried count as parked: their events wait as well.
    """
    parked = ParkedAggregate.objects.values("event__stream").annotate(n=Count("pk"))
    letters = DeadLetter.objects.filter(status=DeadLetter.Status.OPEN)
    dead = letters.values("event__stream").annotate(n=Count("pk"))
    by_stream = [{row["event__stream"]: row["n"] for row in rows} for rows in (parked, dead)]
    names = set().union(*by_stream)
    return {name: (by_stream[0].get(name, 0), by_stream[1].get(name, 0)) for name in names}


def list_parked_aggregates(*, limit: int = MOST_PARKED) -> list[ParkedAggregate]:
    """Return the aggregates that wait, longest first."""
    return list(ParkedAggregate.objects.order_by("parked_at", "aggregate")[:limit])


def list_dead_letters(
    *,
    status: str = "",
    typ: str = "",
    aggregate: str = "",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[DeadLetter]:
    """Return a page of dead letters, newest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    asked = {"status": status, "typ": typ, "aggregate": aggregate}
    letters = DeadLetter.objects.filter(**{name: value for name, value in asked.items() if value})
    return paginate(letters, order=["-id"], cursor=cursor, limit=limit)


def get_dead_letter(*, dead_letter_id: int) -> DeadLetter:
    """Return a dead letter with its event.

    :raises DeadLetter.DoesNotExist: if there is none with this number
    """
    return DeadLetter.objects.select_related("event").get(pk=dead_letter_id)


def get_event_tallies(*, since: datetime, until: datetime) -> dict[datetime, int]:
    """Return how many events were published in each hour of a span, where there were any."""
    hours = EventTally.objects.filter(hour__gte=since, hour__lt=until).values("hour")
    return {row["hour"]: row["total"] for row in hours.annotate(total=Sum("events"))}


def list_latest_events(*, limit: int) -> list[StoredEvent]:
    """Return the events stored last, newest first, without their messages."""
    return list(StoredEvent.objects.defer("fields").order_by("-id")[:limit])


def _status(
    bookmark: StreamBookmark, found: _InRedis, *, is_held: bool, now: datetime
) -> StreamStatus:
    published, applied = bookmark.published_at, bookmark.applied_at
    is_known = found.length is not None
    return StreamStatus(
        stream=bookmark.stream,
        length=found.length,
        lag_events=found.lag,
        lag_seconds=(applied - published).total_seconds() if applied and published else None,
        oldest_unapplied_seconds=_age(found.oldest, now) if is_known else None,
        pending=found.pending,
        latest_entry_id=bookmark.entry_id,
        published_at=published,
        applied_at=applied,
        holder=bookmark.holder,
        is_held=is_held,
        events=bookmark.events,
        duplicates=bookmark.duplicates,
    )


def _age(entry_id: str | None, now: datetime) -> float:
    if entry_id is None:
        return 0.0
    return max(0.0, (now - published_at(entry_id)).total_seconds())


def _look_into(client: redis.Redis, stream: str) -> _InRedis:
    """Ask Redis where the group stands; know nothing when it cannot be reached."""
    try:
        length = client.xlen(stream)
        groups: Sequence[dict[str, Any]] = client.xinfo_groups(stream) if length else ()
        group = next((g for g in groups if g["name"].decode() == settings.EVENT_GROUP), None)
        if group is None:
            return _InRedis(length, length, 0, _first_after(client, stream, "-"))
        delivered = group["last-delivered-id"].decode()
        unread = _first_after(client, stream, f"({delivered}")
        pending = int(group["pending"])
        oldest = unread
        if pending:
            oldest = client.xpending(stream, settings.EVENT_GROUP)["min"].decode()
        lag = group["lag"] if group.get("lag") is not None else int(unread is not None)
    except redis.RedisError:
        return _InRedis()
    return _InRedis(length, int(lag) + pending, pending, oldest)


def _first_after(client: redis.Redis, stream: str, start: str) -> str | None:
    entries: Any = client.xrange(stream, min=start, count=1)
    return entries[0][0].decode() if entries else None


def _held_leases() -> set[int]:
    """Return the advisory locks that are held in this database, as signed 64-bit numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select classid::bigint << 32 | objid::bigint from pg_locks"
            " where locktype = 'advisory' and granted and objsubid = 1 and database ="
            " (select oid from pg_database where datname = current_database())"
        )
        return {row[0] for row in cursor.fetchall()}


def _client() -> redis.Redis:
    return _client_of(settings.REDIS_URL)


@cache
def _client_of(url: str) -> redis.Redis:
    return redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
