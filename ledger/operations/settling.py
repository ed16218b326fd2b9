"""Commands that nobody waits for any more: unknown ones, waiting ones, those whose process died.

# Note [How an unknown command is settled]
The same key again: the ledger answers with what it did, or does it now. Keys are kept for 24
hours, so after 23 the books decide, as they do for a ledger that knows no keys: the command's
reference is looked for among the account's transactions. Found means posted. Not found means
nothing until `ABSENCE_MARGIN` after the deadline of the latest try; from then on it means that it
was never posted, and the command goes back to a person (see the notes in `ledger.states` and
`ledger.operations.trying`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ledger.answers import Posted
from ledger.client import LedgerProblem, get_client
from ledger.models import CommandBatch, MoneyCommand
from ledger.operations.moving import Move, lock_command, move_command
from ledger.operations.outbox import publish_left_over
from ledger.operations.outcomes import AWAY, Verdict, gap
from ledger.operations.trying import (
    apply_verdict,
    find_posted,
    key_protects,
    try_command,
    write_late_proof,
)
from ledger.states import ON_THEIR_WAY, State

ABSENCE_MARGIN = timedelta(minutes=2)
AT_ONCE = 500
LEASE = timedelta(minutes=1)
"""How long the workers have for what a sweep gave them, before the next sweep gives it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep found to do: ids of commands and of bulk waivers, events that it published."""

    command_ids: list[int]
    batch_ids: list[int]
    published: int


def sweep(*, now: datetime) -> Swept:
    """Find what is due, and publish the events that were left over. Harmless twice, or at once.

    What is found is to be given to `settle_command` and `advance_batch`, by workers.
    """
    return Swept(
        command_ids=_due_commands(now),
        batch_ids=_due_batches(now),
        published=publish_left_over(now=now),
    )


def settle_command(*, command_id: int, now: datetime) -> MoneyCommand:
    """Do what is to be done next with a command on its way, and return it as it is then.

    Not within a transaction: the ledger is asked. A command that is not on its way, or that
    another process is sending, is only returned.

    :raises MoneyCommand.DoesNotExist: if there is none
    """
    with transaction.atomic(durable=True):
        command = lock_command(command_id)
        _give_up_waiting(command, now)
    if command.state == State.UNKNOWN:
        if get_client().health().is_offline:
            return _put_off(command, now)
        if not key_protects(command, now):
            return _look_up(command, now)
    return try_command(command_id=command_id, now=now)


def _due_commands(now: datetime) -> list[int]:
    due = MoneyCommand.objects.filter(state__in=ON_THEIR_WAY, next_attempt_at__lte=now)
    with transaction.atomic(durable=True):
        held = due.select_for_update(skip_locked=True).order_by("next_attempt_at")
        ids = list(held.values_list("pk", flat=True)[:AT_ONCE])
        MoneyCommand.objects.filter(pk__in=ids).update(next_attempt_at=now + LEASE)
    return ids


def _due_batches(now: datetime) -> list[int]:
    due = CommandBatch.objects.filter(finished_at=None, next_attempt_at__lte=now)
    return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:AT_ONCE])


def _give_up_waiting(command: MoneyCommand, now: datetime) -> None:
    """Take a command for unknown whose process had to be back by now and is not."""
    if command.state != State.SENDING or command.claimed_until is None:
        return
    if command.claimed_until <= now:
        why = "Whoever was sending it did not come back: it may have been posted or not."
        command.next_attempt_at = now
        move_command(command, Move(after=State.UNKNOWN, why=why), now=now)


def _put_off(command: MoneyCommand, now: datetime) -> MoneyCommand:
    """Leave an unknown command as it is while the ledger is away: nothing can be learnt of it."""
    command.next_attempt_at = now + AWAY
    unknown = MoneyCommand.objects.filter(pk=command.pk, state=State.UNKNOWN)
    unknown.update(next_attempt_at=command.next_attempt_at)
    return command


def _look_up(command: MoneyCommand, now: datetime) -> MoneyCommand:
    """Settle an unknown command by the books."""
    answer: Posted | LedgerProblem | None
    try:
        answer = find_posted(command)
    except LedgerProblem as problem:
        answer = problem
    with transaction.atomic(durable=True):
        locked = lock_command(command.pk)
        if isinstance(answer, Posted):
            write_late_proof(locked, answer, now=now)
        elif locked.state == State.UNKNOWN and locked.attempts == command.attempts:
            verdict = _judge_absence(locked, answer, now)
            apply_verdict(locked, verdict, now=now)
    return locked


def _judge_absence(command: MoneyCommand, problem: LedgerProblem | None, now: datetime) -> Verdict:
    """Return what it means that the books do not show a command, or could not be read."""
    code, message = command.outcome_code, command.outcome_message
    if problem is not None:
        why = "The books could not be read to tell what became of it."
        evidence = {"code": problem.code, "message": problem.message}
        return Verdict(
            state=State.UNKNOWN,
            why=why,
            code=code,
            message=message,
            again_after=AWAY,
            evidence=evidence,
        )
    if command.claimed_until is not None and now < command.claimed_until + ABSENCE_MARGIN:
        return Verdict(
            state=State.UNKNOWN,
            why="The books do not show it yet.",
            code=code,
            message=message,
            again_after=gap(command),
        )
    return Verdict(
        state=State.DRAFT,
        why="The books show that it was never posted.",
        code="NOT_POSTED",
        message="The ledger's books show that this was never posted. Send it again, or drop it.",
    )
