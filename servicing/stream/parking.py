"""Parking: an aggregate whose event failed waits, is retried, and catches up in order.

# Note [Retries happen beside the stream]
A failing event parks its aggregate at once, in state RETRYING, and everything else flows on. The
retries come due between batches; when they are used up, the event becomes a dead letter and the
aggregate waits for a person. Being a row, all this survives the death of the consumer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DataError, IntegrityError, connection, transaction

from servicing.models import DeadLetter, ParkedAggregate, StoredEvent
from servicing.models.event_store import Outcome
from servicing.projections import Rows
from servicing.stream import event_store
from servicing.stream.changes import RowChange, compare_rows, remember_rows
from servicing.stream.folding import fail, fold, wanted_by
from servicing.stream.messages import Message
from servicing.stream.projection_lock import share_projections
from servicing.stream.stored import message_of
from servicing.stream.tables import load_rows, save_rows

log: Any = structlog.get_logger(__name__)

CHUNK = 500  # events of one aggregate that catch up in one transaction
HELD = (Outcome.FAILED, Outcome.WAITING)


@dataclass(slots=True, kw_only=True)
class CaughtUp:
    """What became of an aggregate that was tried again."""

    applied: int = 0
    error: str = ""
    is_parked: bool = False
    changes: list[RowChange] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)


def lock_parked(aggregates: Iterable[str]) -> dict[str, Message | None]:
    """Return those aggregates that are parked, locked so that nobody repairs them meanwhile."""
    wanted = sorted(aggregates)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select aggregate from servicing_parkedaggregate where aggregate = any(%s)"
            " order by aggregate for share",
            [wanted],
        )
        return {row[0]: None for row in cursor.fetchall()}


def park(*, messages: Sequence[Message], now: datetime, retry_after: timedelta) -> int:
    """Park the aggregates of failed events and make dead letters of malformed ones.

    Returns how many dead letters there are.
    """
    failed = [message for message in messages if message.outcome is Outcome.FAILED]
    ParkedAggregate.objects.bulk_create(
        ParkedAggregate(
            aggregate=message.aggregate,
            event_id=message.identity,
            state=ParkedAggregate.State.RETRYING,
            error=message.error,
            parked_at=now,
            next_attempt_at=now + retry_after,
        )
        for message in failed
    )
    malformed = [message for message in messages if message.outcome is Outcome.MALFORMED]
    DeadLetter.objects.bulk_create(
        _dead_letter(message, now=now, attempts=1) for message in malformed
    )
    return len(malformed)


def list_due(*, now: datetime, limit: int = 100) -> list[str]:
    """Return aggregates whose next retry is due."""
    due = ParkedAggregate.objects.filter(
        state=ParkedAggregate.State.RETRYING, next_attempt_at__lte=now
    )
    return list(due.order_by("next_attempt_at").values_list("aggregate", flat=True)[:limit])


def is_any_retrying() -> bool:
    """Say whether a retry is still to come."""
    return ParkedAggregate.objects.filter(state=ParkedAggregate.State.RETRYING).exists()


def catch_up(
    *, aggregate: str, now: datetime, retries: int, retry_after: timedelta, dry_run: bool = False
) -> CaughtUp:
    """Try the failed event of a parked aggregate again, then all that waits behind it, in order.

    `retries` is how often an event is tried again before it is a dead letter, `retry_after` the
    wait before the first retry, doubled each time. A dry run changes nothing, and says what would
    change.
    """
    result = CaughtUp()
    while True:
        with transaction.atomic(durable=True):
            goes_on = _catch_up_chunk(aggregate, now, retries, retry_after, result)
            if dry_run:
                transaction.set_rollback(True)
        if dry_run or not goes_on:
            return result


def _catch_up_chunk(
    aggregate: str, now: datetime, retries: int, retry_after: timedelta, result: CaughtUp
) -> bool:
    share_projections()
    parked = ParkedAggregate.objects.select_for_update().filter(aggregate=aggregate).first()
    result.is_parked = parked is not None
    if parked is None:
        return False
    held = StoredEvent.objects.filter(aggregate=aggregate, outcome__in=HELD).order_by("id")
    stored = {event.identity: event for event in held[:CHUNK]}
    messages = [message_of(event) for event in stored.values()]
    rows = _fold_and_save(messages, result)
    applied = [message for message in messages if message.outcome is Outcome.APPLIED]
    event_store.settle(settled=messages, stored=stored)
    result.applied += len(applied)
    result.topics |= {aggregate, *(f"customer:{c}" for c in _owners(rows))}
    _resolve_dead_letters(applied, now=now)
    failed = next((message for message in messages if message.outcome is Outcome.FAILED), None)
    if failed is not None:
        result.error = failed.error
        _park_again(parked, failed, now=now, retries=retries, retry_after=retry_after)
        return False
    if len(messages) == CHUNK:
        return True
    parked.delete()
    result.is_parked = False
    return False


def _fold_and_save(messages: Sequence[Message], result: CaughtUp) -> Rows:
    """Fold as many as can be applied; a row that the database refuses fails the first event."""
    rows = load_rows(wanted_by(messages))
    before = remember_rows(rows)
    fold(messages, rows, {})
    try:
        with transaction.atomic():
            save_rows(rows)
    except (DataError, IntegrityError) as error:
        rows = Rows()
        fail(messages[0], error)
        for message in messages[1:]:
            message.outcome = Outcome.WAITING
    result.changes += compare_rows(before, rows)
    return rows


def _owners(rows: Rows) -> set[str]:
    return {
        row.customer_id
        for table in rows.tables.values()
        for row in table.values()
        if getattr(row, "customer_id", None)
    }


def _park_again(
    parked: ParkedAggregate,
    failed: Message,
    *,
    now: datetime,
    retries: int,
    retry_after: timedelta,
) -> None:
    """Count the attempt; when all are used up, the event is a dead letter."""
    attempts = parked.attempts + 1 if parked.event_id == failed.identity else 1
    parked.event_id, parked.attempts, parked.error = failed.identity, attempts, failed.error
    if attempts <= retries:
        parked.state = ParkedAggregate.State.RETRYING
        parked.next_attempt_at = now + retry_after * 2 ** (attempts - 1)
    else:
        parked.state, parked.next_attempt_at = ParkedAggregate.State.PARKED, None
        DeadLetter.objects.update_or_create(
            event=StoredEvent.objects.get(identity=failed.identity),
            defaults={
                "error": failed.error,
                "attempts": attempts,
                "status": DeadLetter.Status.OPEN,
            },
            create_defaults=_values_of(failed, now=now, attempts=attempts),
        )
        log.error(
            "aggregate parked",
            aggregate=parked.aggregate,
            event_id=str(failed.identity),
            attempts=attempts,
            error=failed.error,
        )
    parked.save()


def _resolve_dead_letters(applied: Iterable[Message], *, now: datetime) -> None:
    DeadLetter.objects.filter(
        event_id__in=[message.identity for message in applied], status=DeadLetter.Status.OPEN
    ).update(status=DeadLetter.Status.REPLAYED, resolved_at=now)


def _dead_letter(message: Message, *, now: datetime, attempts: int) -> DeadLetter:
    return DeadLetter(**_values_of(message, now=now, attempts=attempts))


def _values_of(message: Message, *, now: datetime, attempts: int) -> dict[str, Any]:
    return {
        "event_id": message.identity,
        "kind": message.kind,
        "typ": message.typ,
        "aggregate": message.aggregate,
        "error": message.error,
        "attempts": attempts,
        "created_at": now,
    }
