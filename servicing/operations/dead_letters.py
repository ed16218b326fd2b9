"""What staff do with dead letters: try them again, or discard them with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from billie.live import publisher
from billie.staff import audit
from servicing.models import DeadLetter, ParkedAggregate, StoredEvent
from servicing.models.event_store import Outcome
from servicing.stream import event_store, parking
from servicing.stream.changes import RowChange
from servicing.stream.refold import Refolded, replay
from servicing.stream.stored import message_of

NO_RETRIES = 0  # when a person asks, one try decides
NO_WAIT = timedelta(0)


class DeadLetterIsSettled(Exception):
    """It was replayed or discarded before; there is nothing left to do with it."""


class ReasonIsMissing(ValueError):
    """A dead letter is discarded only with a reason in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What a replay did, or would do in a dry run.

    `applied` counts events, `changes` lists the columns that changed. `error` says why the event
    failed again; then `still_parked` says whether its aggregate goes on waiting.
    """

    applied: int
    changes: list[RowChange]
    still_parked: bool
    error: str
    dry_run: bool


def replay_dead_letter(
    *, dead_letter_id: int, by: User | str, now: datetime, dry_run: bool
) -> ReplayReport:
    """Try a dead letter's event again, and what waits behind it, in order.

    `by` is the member of staff, or the name of the command, that asked. A dry run changes nothing.

    :raises DeadLetter.DoesNotExist: if there is none with this number
    :raises DeadLetterIsSettled: if it was replayed or discarded before
    """
    letter = _get_open(dead_letter_id)
    topics: set[str]
    if ParkedAggregate.objects.filter(aggregate=letter.aggregate).exists():
        caught_up = parking.catch_up(
            aggregate=letter.aggregate,
            now=now,
            retries=NO_RETRIES,
            retry_after=NO_WAIT,
            dry_run=dry_run,
        )
        topics = caught_up.topics
        report = ReplayReport(
            applied=caught_up.applied,
            changes=caught_up.changes,
            still_parked=caught_up.is_parked,
            error=caught_up.error,
            dry_run=dry_run,
        )
    else:
        report, topics = _take_in(letter, dry_run=dry_run)
    if not dry_run:
        _record_replay(letter, report, by=by, now=now)
        publisher.publish({*topics, "operations"})
    return report


def discard_dead_letter(
    *, dead_letter_id: int, reason: str, by: User | str, now: datetime
) -> None:
    """Give an event up, for a reason; what waits behind it catches up.

    :raises DeadLetter.DoesNotExist: if there is none with this number
    :raises DeadLetterIsSettled: if it was replayed or discarded before
    :raises ReasonIsMissing: if the reason is empty
    """
    reason = reason.strip()
    if not reason:
        raise ReasonIsMissing("Say why this event can be given up; the reason is kept.")
    with transaction.atomic(durable=True):
        letter = _get_open(dead_letter_id, lock=True)
        stored = {letter.event.identity: letter.event}
        message = message_of(letter.event)
        message.outcome = Outcome.DISCARDED
        event_store.settle(settled=[message], stored=stored)
        letter.status, letter.reason = DeadLetter.Status.DISCARDED, reason
        letter.resolved_at, letter.resolved_by = now, _name(by)
        letter.save(update_fields=["status", "reason", "resolved_at", "resolved_by"])
        audit.record(
            action="DEAD_LETTER_DISCARDED",
            subject=("dead letter", str(letter.pk)),
            now=now,
            actor=by,
            after={"typ": letter.typ, "aggregate": letter.aggregate, "reason": reason},
        )
    caught_up = parking.catch_up(
        aggregate=letter.aggregate, now=now, retries=NO_RETRIES, retry_after=NO_WAIT
    )
    publisher.publish({*caught_up.topics, "operations"})


def replay_events(*, events: Iterable[StoredEvent], dry_run: bool) -> Refolded:
    """Replay the aggregates of these stored events; see `servicing.stream.refold`."""
    result = Refolded()
    replay(events=events, dry_run=dry_run, result=result)
    if not dry_run:
        publisher.publish(result.topics)
    return result


def _take_in(letter: DeadLetter, *, dry_run: bool) -> tuple[ReplayReport, set[str]]:
    """Try an event that could not be read: perhaps it can be by now."""
    result = Refolded()
    message = message_of(letter.event)
    error = message.error
    if not error:
        replay(events=[letter.event], dry_run=dry_run, result=result)
        error = "; ".join(result.failures)
    report = ReplayReport(
        applied=result.understood,
        changes=result.changes,
        still_parked=False,
        error=error,
        dry_run=dry_run,
    )
    return report, result.topics


def _get_open(dead_letter_id: int, *, lock: bool = False) -> DeadLetter:
    letters = DeadLetter.objects.select_related("event")
    if lock:
        letters = letters.select_for_update(of=("self",))
    letter = letters.get(pk=dead_letter_id)
    if letter.status != DeadLetter.Status.OPEN:
        raise DeadLetterIsSettled(
            f"Dead letter {letter.pk} was {letter.get_status_display().lower()} before."
        )
    return letter


def _record_replay(
    letter: DeadLetter, report: ReplayReport, *, by: User | str, now: datetime
) -> None:
    DeadLetter.objects.filter(pk=letter.pk, status=DeadLetter.Status.REPLAYED).update(
        resolved_by=_name(by), resolved_at=now
    )
    audit.record(
        action="DEAD_LETTER_REPLAYED",
        subject=("dead letter", str(letter.pk)),
        now=now,
        actor=by,
        after={
            "applied": report.applied,
            "error": report.error,
            "stillParked": report.still_parked,
        },
    )


def _name(by: User | str) -> str:
    return (by if isinstance(by, str) else by.get_username())[:150]
