"""What a person does with a command that was not sent: send it again, or drop it. Never a new key.

# Note [Why an approval does not outlive what was shown]
A second person approved what the account looked like then. A command that was approved and could
not be sent may wait for days, so before it is sent again the account must still look the same;
otherwise it has to be dropped and asked for anew.
"""

from datetime import datetime
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction

from billie.staff import audit
from ledger.allocation import Owed
from ledger.models import MoneyCommand
from ledger.operations.checking import read_record
from ledger.operations.moving import Move, lock_command, move_command, subject_of
from ledger.operations.requesting import shown_before
from ledger.operations.sending import UNTIL_SENT, in_turn, send_command
from ledger.operations.settling import settle_command
from ledger.operations.trying import find_posted, write_late_proof
from ledger.states import State

LONGEST_WORDS = 1000
DROPPED = "DROPPED"


class NotADraft(Exception):
    """A command is not one that was not sent, so nobody can drop it."""


class DropNotExplained(ValueError):
    """Whoever drops a command says why."""


class AccountChanged(Exception):
    """The account is not as it was when a second person approved the command."""


def resend_command(*, command_id: int, by: User, now: datetime) -> MoneyCommand:
    """Send a command again under its own key, and return it as it is then.

    One that is on its way is looked into now; one that has ended or waits for approval is only
    returned. Not within a transaction: the ledger is called.

    :raises MoneyCommand.DoesNotExist: if there is none
    :raises AccountChanged: if it was approved for an account that looks different by now
    :raises LedgerProblem: if the ledger is offline; the command stays as it is
    """
    command = _look_once_more(command_id, now)
    if command.state == State.DRAFT:
        _check_as_approved(command)
        _take_up(command_id, by, now)
        return send_command(command_id=command_id, now=now)
    return in_turn(command_id, partial(settle_command, command_id=command_id, now=now))


def drop_command(*, command_id: int, by: User, why: str, now: datetime) -> MoneyCommand:
    """Give up a command that was not sent; it ends as refused, with the words of whoever did.

    :raises MoneyCommand.DoesNotExist: if there is none
    :raises DropNotExplained: if there are no words, or more than 1 000 characters
    :raises NotADraft: if it is in any other state
    :raises LedgerProblem: if a try of it may have arrived, and the books cannot be read
    """
    words = why.replace("\0", "").replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LONGEST_WORDS:
        raise DropNotExplained(f"Say why you drop it, in at most {LONGEST_WORDS:,} characters.")
    _look_once_more(command_id, now)
    with transaction.atomic(durable=True):
        command = lock_command(command_id)
        if command.state != State.DRAFT:
            state = command.get_state_display().lower()
            raise NotADraft(f"{command.reference} cannot be dropped: it is {state}.")
        command.outcome_code, command.outcome_message = DROPPED, words
        move = Move(after=State.REFUSED, why=f"Dropped: {words}", by=by)
        move_command(command, move, now=now)
        audit.record(
            action="COMMAND_DROPPED",
            subject=subject_of(command),
            now=now,
            actor=by,
            after={"reference": command.reference, "why": words},
        )
    return command


def _look_once_more(command_id: int, now: datetime) -> MoneyCommand:
    """Return a command, posted if it is a draft of which the books show a try after all.

    :raises LedgerProblem: if the books have to be read and cannot be
    """
    command = MoneyCommand.objects.get(pk=command_id)
    if command.state != State.DRAFT or command.sent_at is None:
        return command
    found = find_posted(command)
    with transaction.atomic(durable=True):
        command = lock_command(command_id)
        if found is not None:
            write_late_proof(command, found, now=now)
    return command


def _check_as_approved(command: MoneyCommand) -> None:
    """Let a command pass whose account looks as it did when a second person approved it."""
    record = read_record(command.loan_account_id)
    if command.approved_by_id is None:
        return
    owed = Owed(principal=record.principal, fees=record.fees)
    if shown_before(owed, record) != command.before:
        raise AccountChanged(
            f"The account has changed since {command.reference} was approved. Drop it, and ask"
            " for it again with the figures of now."
        )


def _take_up(command_id: int, by: User, now: datetime) -> None:
    """Let a draft be sent, unless somebody was faster."""
    with transaction.atomic(durable=True):
        command = lock_command(command_id)
        if command.state != State.DRAFT:
            return
        command.next_attempt_at = now + UNTIL_SENT
        move = Move(after=State.SENDING, why="Sent again by hand, with the same key.", by=by)
        move_command(command, move, now=now)
        audit.record(
            action="COMMAND_RESENT",
            subject=subject_of(command),
            now=now,
            actor=by,
            after={"reference": command.reference, "attempts": command.attempts},
        )
