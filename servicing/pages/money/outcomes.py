"""What became of a money command, in words that can be read aloud on the phone. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from billie.kernel.money import Money
from billie.web import words
from billie.web.chips import Tone
from ledger.models import CommandKind, MoneyCommand
from ledger.states import State
from servicing.pages.money.kinds import ACT_OF, REVERSAL, Act

SOON = timedelta(minutes=1)


class Outcome(NamedTuple):
    """What happened, what settles it or comes next, and what is not to be done."""

    title: str
    tone: Tone
    icon: str
    text: str
    next: str = ""
    never: str = ""


def act_of(command: MoneyCommand) -> Act:
    """Return what staff call the act behind a command."""
    return REVERSAL if command.reverses_transaction_id else ACT_OF[command.kind]


def amount_of(command: MoneyCommand) -> str:
    """Return how much a command is about, with its currency."""
    if command.kind != CommandKind.ADJUSTMENT:
        return str(Money(command.amount, command.currency)) if command.amount else ""
    return adjustment_words(command.principal_delta, command.fee_delta, command.currency)


def adjustment_words(principal: Decimal | None, fees: Decimal | None, currency: str) -> str:
    """Return by how much an adjustment changes what: its sign, amount and currency."""
    said = [
        f"{name} {'+' if delta > 0 else ''}{words.amount(delta)}"
        for name, delta in (("principal", principal), ("fees", fees))
        if delta
    ]
    return f"{', '.join(said)} {currency}"


def outcome(command: MoneyCommand, now: datetime) -> Outcome:
    """Return what became of a command."""
    return TELLERS[State(command.state)](command, now)


def _posted(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        act_of(command).done,
        "good",
        "check_circle",
        f"{amount_of(command)} is in the ledger as {command.transaction_id}.",
        "The account and its schedule follow by themselves within seconds.",
    )


def _refused(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        f"{act_of(command).title}: not done",
        "bad",
        "cancel",
        command.outcome_message or "It was refused, and nothing was posted.",
        "Nothing was posted. Mend what is wrong and begin again from the account.",
    )


def _unknown(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        "Not known yet whether it was posted",
        "warn",
        "help",
        f"{amount_of(command)} was sent to the ledger, and no answer came back. It may have been"
        " posted or not.",
        f"Billie finds out by itself, {_when(command, now)}: it asks the ledger again with the"
        " same key, or looks into the ledger's books, so that it is never posted twice. This page"
        " changes as soon as it is known.",
        "Do not enter it again, and do not tell the customer that it is done.",
    )


def _when(command: MoneyCommand, now: datetime) -> str:
    at = command.next_attempt_at
    return "within a minute" if at is None or at - now < SOON else f"next {words.ago(at, now)}"


def _sending(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        "Being sent to the ledger",
        "info",
        "sync",
        f"{amount_of(command)} is on its way.",
        "This page changes by itself when the answer is there.",
        "Do not enter it again.",
    )


def _waiting(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        "Waits for approval",
        "info",
        "hourglass_top",
        f"{act_of(command).title}, {amount_of(command)}, was asked for. Nothing is posted yet.",
        "Somebody else, who may approve it, decides. It is posted as soon as they approve.",
    )


def _not_sent(command: MoneyCommand, now: datetime) -> Outcome:
    return Outcome(
        "Not sent",
        "warn",
        "cloud_off",
        command.outcome_message or "The ledger could not be reached, and nothing was posted.",
        "Send it again when the ledger is back, or drop it if it is no longer wanted.",
        "Do not enter it anew: this one keeps its key, so that it is posted once at most.",
    )


TELLERS: Mapping[State, Callable[[MoneyCommand, datetime], Outcome]] = {
    State.DRAFT: _not_sent,
    State.AWAITING_APPROVAL: _waiting,
    State.SENDING: _sending,
    State.POSTED: _posted,
    State.REFUSED: _refused,
    State.UNKNOWN: _unknown,
}
