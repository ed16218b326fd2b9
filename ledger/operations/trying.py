"""One try of a money command: claim the row, ask the ledger, write down what it said.

# Note [How a command is sent once at a time]
A try begins by claiming the row in a short transaction: the number of the try goes up, and an
instant is kept until which it may run. Nobody else begins one until that instant has passed. The
call is made with no transaction open. Whoever comes back looks, with the row held, whether their
try is still the latest; if not, somebody took them for dead, and all that counts is the proof
that the ledger posted it.

# Note [Looking before sending again without keys]
A ledger that knows no keys would post a second try twice. There the reference is looked up right
before a try that is not the first. Between the look and the posting of an earlier try, which may
still hang in the ledger, lies a race that no client can close; `ABSENCE_MARGIN` makes it small:
nothing is taken for absent before the deadline of the latest try is two minutes past, and the
ledger drops calls whose deadline has passed. Even then only a person sends it again.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from ledger.answers import Posted, Transaction
from ledger.client import (
    DuplicateOperation,
    LedgerProblem,
    LedgerRejected,
    OutcomeUnknown,
    get_client,
)
from ledger.models import MoneyCommand
from ledger.operations.moving import Move, contradict, lock_command, move_command
from ledger.operations.ordering import order_of
from ledger.operations.outcomes import AWAY, Answer, Verdict, judge
from ledger.operations.results import posted_from, result_of
from ledger.states import OPEN, State

SLACK = timedelta(seconds=30)
KEYS_ARE_KEPT = timedelta(hours=23)  # the ledger keeps them for 24
CLAIMED = ["sent_at", "attempts", "claimed_until", "next_attempt_at"]
CLOCKS_DIFFER = timedelta(minutes=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to make one try; `may_have_arrived` tells of tries before it."""

    command: MoneyCommand
    attempt: int
    may_have_arrived: bool
    key_protects: bool


def try_command(*, command_id: int, now: datetime) -> MoneyCommand:
    """Make one try of a command whose state allows it; otherwise only return it as it is.

    :raises MoneyCommand.DoesNotExist: if there is none
    """
    began = time.monotonic()
    claim = claim_command(command_id, now)
    if claim is None:
        return MoneyCommand.objects.get(pk=command_id)
    answer = ask_ledger(claim)
    return write_down(claim, answer, now=now + timedelta(seconds=time.monotonic() - began))


def key_protects(command: MoneyCommand, now: datetime) -> bool:
    """Return whether the ledger would answer a second try with what the first one did."""
    is_fresh = command.sent_at is None or now - command.sent_at < KEYS_ARE_KEPT
    return settings.LEDGER_HONOURS_KEYS and is_fresh


def claim_command(command_id: int, now: datetime) -> Claim | None:
    """Claim a command that waits to be sent, or that may be sent again under its key.

    Returns None for a command in any other state.
    """
    with transaction.atomic(durable=True):
        command = lock_command(command_id)
        is_protected = key_protects(command, now)
        is_waiting = command.state == State.SENDING and command.claimed_until is None
        if not is_waiting and not (command.state == State.UNKNOWN and is_protected):
            return None
        may_have_arrived = command.sent_at is not None
        if command.sent_at is None:
            command.sent_at = now
        command.attempts += 1
        command.claimed_until = now + timedelta(seconds=settings.LEDGER_WRITE_SECONDS) + SLACK
        command.next_attempt_at = command.claimed_until
        if is_waiting:
            command.save(update_fields=CLAIMED)
        else:
            move_command(
                command, Move(after=State.SENDING, why="Sent again with the same key."), now=now
            )
    return Claim(
        command=command,
        attempt=command.attempts,
        may_have_arrived=may_have_arrived,
        key_protects=is_protected,
    )


def ask_ledger(claim: Claim) -> Answer:
    """Return the ledger's answer, a problem being one; whatever else is raised is our fault."""
    command = claim.command
    try:
        must_look = claim.may_have_arrived and not claim.key_protects
        if must_look and (found := find_posted(command)):
            return found
        return get_client().post(order_of(command), key=command.idempotency_key)
    except LedgerProblem as problem:
        if isinstance(problem, DuplicateOperation) or (
            isinstance(problem, LedgerRejected) and claim.may_have_arrived
        ):
            return _look_after_no(command, problem)
        return problem


def _look_after_no(command: MoneyCommand, problem: LedgerProblem) -> Answer:
    """Return our own posting if that is why the ledger says no now, else the no."""
    try:
        return find_posted(command) or problem
    except LedgerProblem:
        return OutcomeUnknown(f"{problem.message} The books could not be read to make sure.")


def find_posted(command: MoneyCommand) -> Posted | None:
    """Return what the ledger posted for a command, found by its reference in the books.

    :raises LedgerProblem: if the books cannot be read
    """
    since = (command.sent_at or command.requested_at) - CLOCKS_DIFFER
    found: Transaction | None = get_client().find_by_reference(
        loan_account_id=command.loan_account_id, reference=command.reference, since=since
    )
    return posted_from(found) if found else None


def write_down(claim: Claim, answer: Answer, *, now: datetime) -> MoneyCommand:
    """Write down what the ledger said to a try, unless it came too late and proves nothing."""
    with transaction.atomic(durable=True):
        command = lock_command(claim.command.pk)
        is_latest = command.state == State.SENDING and command.attempts == claim.attempt
        if is_latest:
            verdict = judge(answer, command, may_have_arrived=claim.may_have_arrived)
            posted = answer if isinstance(answer, Posted) else None
            apply_verdict(command, verdict, now=now, posted=posted)
        elif isinstance(answer, Posted):
            write_late_proof(command, answer, now=now)
        else:
            log.warning("late_answer_ignored", command=command.reference, answer=repr(answer))
    return command


def write_late_proof(command: MoneyCommand, posted: Posted, *, now: datetime) -> None:
    """Write down that a command was posted, whatever it was taken for in the meantime."""
    if command.state in OPEN:
        verdict = judge(posted, command, may_have_arrived=True)
        apply_verdict(command, verdict, now=now, posted=posted)
    elif command.transaction_id != posted.transaction_id:
        log.error("command_contradicted", command=command.reference, state=command.state)
        contradict(command, result_of(posted), now=now)


def apply_verdict(
    command: MoneyCommand, verdict: Verdict, *, now: datetime, posted: Posted | None = None
) -> None:
    """Move a command that the caller holds to where an answer puts it."""
    command.outcome_code, command.outcome_message = verdict.code, verdict.message
    if posted is not None:
        _keep_result(command, posted)
    if verdict.state == State.SENDING:
        command.claimed_until = None
    if verdict.was_not_sent:
        command.sent_at = None
    if verdict.again_after is not None:
        command.next_attempt_at = now + verdict.again_after
        command.looks += verdict.again_after != AWAY
    move_command(
        command,
        Move(after=verdict.state, why=verdict.why, evidence=dict(verdict.evidence)),
        now=now,
    )


def _keep_result(command: MoneyCommand, posted: Posted) -> None:
    result: dict[str, Any] = result_of(posted)
    command.transaction_id = posted.transaction_id
    command.event_id = posted.event_id
    command.result = result
