"""Every move of a money command: the state, the line that proves it, the trail, the open pages.

Nothing else assigns a command's state. A move belongs to a short transaction of its caller, which
holds the command's row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from billie.live import publisher, topics
from billie.staff import audit
from ledger.models import CommandMove, MoneyCommand
from ledger.operations.write_off_events import tell_write_off
from ledger.states import FINAL, ON_THEIR_WAY, State, check_move

NOBODY = "Billie"
"""Stands for who moves a command when no person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a command goes: why, who moves it, and what proves it; `by` is None for nobody."""

    after: State
    why: str
    by: User | None = None
    evidence: Mapping[str, Any] | None = None


def lock_command(command_id: int) -> MoneyCommand:
    """Return a command whose row is held until the transaction ends.

    :raises MoneyCommand.DoesNotExist: if there is none
    """
    return MoneyCommand.objects.select_for_update().get(pk=command_id)


def first_move(command: MoneyCommand, why: str) -> None:
    """Write down how a new command begins."""
    _write_line(command, "", Move(after=State(command.state), why=why, by=command.requested_by))


def move_command(command: MoneyCommand, move: Move, *, now: datetime) -> None:
    """Move a command that the caller holds, and save what else was changed on it.

    :raises MoveNotAllowed: if the table of states has no such move
    """
    check_move(command.state, move.after)
    before, command.state = command.state, move.after
    if move.after not in ON_THEIR_WAY:
        command.next_attempt_at = command.claimed_until = None
    if move.after in FINAL:
        command.settled_at = now
        _write_trail(command, move, now)
        tell_write_off(command, by=move.by, now=now)
    command.save()
    _write_line(command, before, move, now)


def contradict(command: MoneyCommand, evidence: Mapping[str, Any], *, now: datetime) -> None:
    """Write down evidence against the end of a command, which stays as it is: people must look."""
    why = "The ledger's answer contradicts what was written down before. Compare the books."
    move = Move(after=State(command.state), why=why, evidence=evidence)
    _write_line(command, command.state, move, now)
    audit.record(
        action="COMMAND_CONTRADICTED",
        subject=subject_of(command),
        now=now,
        before={"state": command.state, "transactionId": command.transaction_id},
        after=evidence,
    )


def subject_of(command: MoneyCommand) -> tuple[str, str]:
    """Return how the audit trail and approvals name a command."""
    return ("money command", str(command.pk))


def announce(command: MoneyCommand) -> None:
    """Tell open pages that a command changed, once that is committed."""
    changed = {topics.COMMANDS, topics.account(command.loan_account_id)}
    if command.customer_id:
        changed.add(topics.customer(command.customer_id))
    transaction.on_commit(partial(publisher.publish, changed))


def _write_line(
    command: MoneyCommand, before: str, move: Move, now: datetime | None = None
) -> None:
    CommandMove.objects.create(
        command=command,
        at=now or command.requested_at,
        before=before,
        after=move.after,
        why=move.why,
        who=move.by.get_username() if move.by else NOBODY,
        evidence=move.evidence,
    )
    announce(command)


def _write_trail(command: MoneyCommand, move: Move, now: datetime) -> None:
    audit.record(
        action=f"COMMAND_{move.after}",
        subject=subject_of(command),
        now=now,
        actor=move.by,
        after={
            "reference": command.reference,
            "why": move.why,
            "outcome": command.outcome_code,
            "transactionId": command.transaction_id,
        },
    )
