"""Money commands as lines of a list: what, how much, whose, and what comes next. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User

from ledger.models import MoneyCommand
from ledger.states import State
from servicing.pages.money.outcomes import act_of, amount_of

NEXT = {
    State.DRAFT: "Waits for a person: send again or drop",
    State.AWAITING_APPROVAL: "Waits for an approver",
    State.SENDING: "The answer is awaited",
    State.UNKNOWN: "Looked into again by itself",
    State.POSTED: "",
    State.REFUSED: "",
}


class CommandRow(NamedTuple):
    """One command of a list."""

    command: MoneyCommand
    title: str
    amount: str
    owner: str
    approver: str
    next: str
    next_at: datetime | None


def show_commands(commands: Iterable[MoneyCommand]) -> list[CommandRow]:
    """Return commands, with the people they name at hand, as lines."""
    return [_row(command) for command in commands]


def name_of(person: User | None) -> str:
    """Return how a member of staff is called; empty for nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""


def _row(command: MoneyCommand) -> CommandRow:
    is_unknown = command.state == State.UNKNOWN
    return CommandRow(
        command=command,
        title=act_of(command).title,
        amount=amount_of(command),
        owner=name_of(command.requested_by),
        approver=name_of(command.approved_by),
        next=NEXT[State(command.state)] or command.outcome_message,
        next_at=command.next_attempt_at if is_unknown else None,
    )
