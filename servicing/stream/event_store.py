"""The event store: messages in, whole and once; the bookmark and the tallies beside them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from servicing.models import StoredEvent
from servicing.stream.copying import NO_ITEMS, copy_rows
from servicing.stream.messages import Message, pack_fields

COLUMNS = (
    "identity, stream, incarnation, entry_id, typ, aggregate, also, published_at, received_at,"
    " fields, outcome, warnings"
)


def known_identities(identities: Iterable[UUID]) -> set[UUID]:
    """Return those that are stored already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select identity from servicing_storedevent where identity = any(%s)",
            [list(identities)],
        )
        return {row[0] for row in cursor.fetchall()}


def store(*, stream: str, messages: Sequence[Message], now: datetime) -> None:
    """Copy messages into the store, in their order, and count them by type and outcome."""
    if not messages:
        return
    incarnation = _incarnation(stream)
    rows = (
        (
            message.identity,
            stream,
            incarnation,
            message.entry_id,
            message.typ,
            message.aggregate,
            message.also,
            message.published_at,
            now,
            pack_fields(message.fields),
            message.outcome.value,
            message.warnings or NO_ITEMS,
        )
        for message in messages
    )
    with connection.cursor() as cursor:
        copy_rows(cursor, into="servicing_storedevent", columns=COLUMNS, rows=rows)
    counts = Counter(
        (_hour(message.published_at), stream, message.typ, message.outcome.value)
        for message in messages
    )
    tally(counts)


def move_bookmark(*, stream: str, messages: Sequence[Message], stored: int) -> None:
    """Move the bookmark to the last of these messages; it must exist (see `open_bookmark`)."""
    last = messages[-1]
    with connection.cursor() as cursor:
        cursor.execute(
            "update servicing_streambookmark set entry_id = %s, published_at = %s,"
            " applied_at = clock_timestamp(), events = events + %s, duplicates = duplicates + %s"
            " where stream = %s",
            [last.entry_id, last.published_at, stored, len(messages) - stored, stream],
        )


def open_bookmark(*, stream: str, holder: str) -> tuple[str, int]:
    """Return entry and incarnation where a stream stands, and write down who reads it now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into servicing_streambookmark"
            " (stream, incarnation, entry_id, events, duplicates, holder)"
            " values (%s, 0, '0-0', 0, 0, %s)"
            " on conflict (stream) do update set holder = excluded.holder"
            " returning entry_id, incarnation",
            [stream, holder],
        )
        row: tuple[str, int] = cursor.fetchone()
    return row


def begin_incarnation(*, stream: str) -> None:
    """Write down that a stream begins anew (Note [Why a stream has incarnations])."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update servicing_streambookmark set incarnation = incarnation + 1, entry_id = '0-0'"
            " where stream = %s",
            [stream],
        )


def _incarnation(stream: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select incarnation from servicing_streambookmark where stream = %s", [stream]
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def tally(counts: Mapping[tuple[datetime, str, str, str], int]) -> None:
    """Add to the tallies, by hour, stream, type and outcome."""
    keys = sorted(counts)  # everybody in the same order, so that nobody waits in a circle
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into servicing_eventtally (hour, stream, typ, outcome, events)"
            " select * from unnest("
            "  %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bigint[])"
            " on conflict (hour, stream, typ, outcome)"
            " do update set events = servicing_eventtally.events + excluded.events",
            [*map(list, zip(*keys, strict=True)), [counts[key] for key in keys]],
        )


def settle(*, settled: Sequence[Message], stored: Mapping[UUID, StoredEvent]) -> None:
    """Write the new outcome of events that were stored before, and move their tallies."""
    counts: Counter[tuple[datetime, str, str, str]] = Counter()
    changed: list[StoredEvent] = []
    for message in settled:
        event = stored[message.identity]
        if event.outcome == message.outcome.value:
            continue
        hour = _hour(event.published_at)
        counts[hour, event.stream, event.typ, event.outcome] -= 1
        counts[hour, event.stream, event.typ, message.outcome.value] += 1
        event.outcome, event.warnings = message.outcome.value, message.warnings
        event.aggregate, event.also = message.aggregate, message.also
        changed.append(event)
    StoredEvent.objects.bulk_update(
        changed, ["outcome", "warnings", "aggregate", "also"], batch_size=1000
    )
    tally(counts)
