"""The inbox: store a batch, fold it over the read models and move the bookmark, all or nothing.

# Note [Why a batch is applied exactly once]
The events, the rows that they changed and the bookmark commit together. An entry that comes
again, because it was not acknowledged or because its publisher sent it twice, is recognised by
its identity in the event store and has no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DataError, IntegrityError, OperationalError, transaction
from psycopg import errors

from servicing.models import Conversation, LoanAccount, WriteOffRequest
from servicing.projections import Rows
from servicing.stream import event_store, parking
from servicing.stream.folding import fail, fold, wanted_by
from servicing.stream.messages import Message
from servicing.stream.projection_lock import share_projections
from servicing.stream.tables import load_rows, save_rows

log: Any = structlog.get_logger(__name__)

COLLISIONS = 5  # how often a batch is tried again when another writer was faster


@dataclass(slots=True, kw_only=True)
class Applied:
    """What became of a batch: events stored, duplicates, and whom it concerns."""

    stored: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    failed: int = 0
    topics: set[str] = field(default_factory=set)

    def count(self, other: "Applied") -> None:
        """Add the numbers of another batch, and leave out whom it concerned."""
        self.stored += other.stored
        self.duplicates += other.duplicates
        self.dead_letters += other.dead_letters
        self.failed += other.failed

    def add(self, other: "Applied") -> None:
        """Take in another part of the same batch."""
        self.count(other)
        self.topics |= other.topics


def apply_batch(
    *, stream: str, messages: Sequence[Message], now: datetime, retry_after: timedelta
) -> Applied:
    """Store and fold messages of one stream, in their order.

    `now` is the instant at which they were received, `retry_after` the wait before a failing
    event is tried again. What the database refuses to store is narrowed down to the one event
    that causes it, which then counts as failed.

    :raises django.db.OperationalError: if the database is away; nothing has been applied then
    """
    try:
        return _apply_or_collide(stream, messages, now, retry_after)
    except (DataError, IntegrityError) as error:
        if len(messages) > 1:
            half = len(messages) // 2
            applied = Applied()
            for part in (messages[:half], messages[half:]):
                applied.add(
                    apply_batch(stream=stream, messages=part, now=now, retry_after=retry_after)
                )
            return applied
        return _apply(stream, messages, now, retry_after, refused=error)


def _apply_or_collide(
    stream: str, messages: Sequence[Message], now: datetime, retry_after: timedelta
) -> Applied:
    for attempt in range(COLLISIONS):
        try:
            return _apply(stream, messages, now, retry_after)
        except (IntegrityError, OperationalError) as error:
            if attempt == COLLISIONS - 1 or not _is_collision(error):
                raise
            if _is_used_entry(error):
                event_store.begin_incarnation(stream=stream)
            log.info("batch collided with another writer", stream=stream, attempt=attempt + 1)
    raise AssertionError("unreachable")


def _is_used_entry(error: BaseException) -> bool:
    """Another event was stored under this entry: the stream has been lost and began anew."""
    cause = error.__cause__
    return isinstance(cause, errors.UniqueViolation) and (
        cause.diag.constraint_name == "event_once_an_entry"
    )


def _is_collision(error: BaseException) -> bool:
    kinds = (errors.UniqueViolation, errors.DeadlockDetected, errors.SerializationFailure)
    return isinstance(error.__cause__, kinds)


@transaction.atomic(durable=True)
def _apply(
    stream: str,
    messages: Sequence[Message],
    now: datetime,
    retry_after: timedelta,
    refused: BaseException | None = None,
) -> Applied:
    """Apply in one transaction; with `refused`, the one message fails instead of being folded."""
    share_projections()
    new = _without_duplicates(messages)
    parked = parking.lock_parked({message.aggregate for message in new if message.aggregate})
    if refused is None:
        rows = load_rows(wanted_by(new))
        fold(new, rows, parked)
        save_rows(rows)
    else:
        rows = Rows()
        for message in new:
            message.event = None
            if message.aggregate not in parked:
                fail(message, refused)
                parked[message.aggregate] = message
    event_store.store(stream=stream, messages=new, now=now)
    dead = parking.park(messages=new, now=now, retry_after=retry_after)
    duplicates = len(messages) - len(new)
    event_store.move_bookmark(stream=stream, messages=messages, stored=len(new))
    return Applied(
        stored=len(new),
        duplicates=duplicates,
        dead_letters=dead,
        failed=sum(message is not None for message in parked.values()),
        topics=_topics(messages, rows),
    )


def _without_duplicates(messages: Sequence[Message]) -> list[Message]:
    seen = event_store.known_identities([message.identity for message in messages])
    new: list[Message] = []
    for message in messages:
        if message.identity not in seen:
            seen.add(message.identity)
            new.append(message)
    return new


def _topics(messages: Sequence[Message], rows: Rows) -> set[str]:
    """Whom the browsers must hear about: also for duplicates, whose first notice may be lost."""
    topics = {message.aggregate for message in messages if message.aggregate}
    topics |= {message.also for message in messages if message.also}
    for model in (LoanAccount, Conversation, WriteOffRequest):
        for row in rows.tables[model].values():
            if row.customer_id:
                topics.add(f"customer:{row.customer_id}")
    for request in rows.tables[WriteOffRequest].values():
        if request.loan_account_id:
            topics.add(f"account:{request.loan_account_id}")
    return topics
