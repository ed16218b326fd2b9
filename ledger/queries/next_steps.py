"""What is to be done about a money command, in one sentence: by state, at the end by outcome."""

from collections.abc import Callable, Mapping

from ledger.models import MoneyCommand
from ledger.states import State

NOTHING_POSTED = "Nothing was posted. Correct what was said, then begin anew."

_REFUSED: Mapping[str, str] = {
    "APPROVAL_REJECTED": "Nothing was posted. Read why it was rejected before asking again.",
    "APPROVAL_LAPSED": "Nothing was posted. Ask again with the figures of now.",
    "APPROVAL_EXPIRED": "Nothing was posted. Ask again, and tell somebody who can approve it.",
    "APPROVAL_CANCELLED": "Nothing was posted, and nothing is left to do.",
    "DROPPED": "Nothing was posted, and nothing is left to do.",
    "ACCOUNT_NOT_FOUND": "Nothing was posted. Check the loan account's identifier.",
    "DUPLICATE_OPERATION": "Look for it among the account's transactions. Do not send it again.",
}


def next_step(command: MoneyCommand) -> str:
    """Return what is to be done about a command."""
    return _BY_STATE[State(command.state)](command)


def _draft(command: MoneyCommand) -> str:
    return "It was not sent. Send it again with the same key, or drop it."


def _awaiting(command: MoneyCommand) -> str:
    return "Somebody else has to approve it. It is sent by itself then."


def _sending(command: MoneyCommand) -> str:
    return "It is being sent. Look again in a moment, and do not begin anew."


def _unknown(command: MoneyCommand) -> str:
    return "It may have been posted. Do not begin anew: it is settled by itself."


def _posted(command: MoneyCommand) -> str:
    return "Nothing is left to do: the ledger has posted it."


def _refused(command: MoneyCommand) -> str:
    return _REFUSED.get(command.outcome_code, NOTHING_POSTED)


_BY_STATE: Mapping[State, Callable[[MoneyCommand], str]] = {
    State.DRAFT: _draft,
    State.AWAITING_APPROVAL: _awaiting,
    State.SENDING: _sending,
    State.UNKNOWN: _unknown,
    State.POSTED: _posted,
    State.REFUSED: _refused,
}
