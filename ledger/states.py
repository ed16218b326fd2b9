"""The life of a money command as one table; every move is here (DESIGN 4).

# Note [Why a command that was not sent is a draft again]
When the ledger could not be reached at all, nothing has happened and nobody should be surprised
later by a posting that they gave up on. The command keeps its row and its key and waits for a
person, who sends it again or drops it. UNKNOWN is different: money may have moved, so it is
settled without asking, by the same key or by the books. When the books prove that a command was
never posted, it is in the same case as one that was not sent: it waits for a person.

Proof that the ledger posted a command counts whenever it comes, so a draft can be posted: with a
ledger that knows no keys, a try may come to its end after the books seemed to have the last word.

A command stays where it is when the ledger was too busy, or still does not say what became of it;
that is written down as a move to the same state.
"""

from collections.abc import Mapping

from django.db.models import TextChoices


class State(TextChoices):
    """Where a money command is."""

    DRAFT = "DRAFT", "Not sent"
    AWAITING_APPROVAL = "AWAITING_APPROVAL", "Waits for approval"
    SENDING = "SENDING", "Being sent"
    POSTED = "POSTED", "Posted"
    REFUSED = "REFUSED", "Refused"
    UNKNOWN = "UNKNOWN", "Not known yet"


MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SENDING, State.REFUSED, State.POSTED}),
    State.AWAITING_APPROVAL: frozenset({State.SENDING, State.REFUSED}),
    State.SENDING: frozenset(
        {State.POSTED, State.REFUSED, State.UNKNOWN, State.DRAFT, State.SENDING}
    ),
    State.UNKNOWN: frozenset(
        {State.SENDING, State.POSTED, State.REFUSED, State.DRAFT, State.UNKNOWN}
    ),
    State.POSTED: frozenset(),
    State.REFUSED: frozenset(),
}

FINAL = frozenset(state for state, moves in MOVES.items() if not moves)
OPEN = frozenset(MOVES) - FINAL
ON_THEIR_WAY = frozenset({State.SENDING, State.UNKNOWN})
"""States that the sweeper looks into: something will become of these by itself."""


class MoveNotAllowed(Exception):
    """A command was about to make a move that is not in the table."""


def check_move(before: str, after: State) -> None:
    """Let a move pass that the table has.

    :raises MoveNotAllowed: if it has not
    """
    if after not in MOVES[State(before)]:
        raise MoveNotAllowed(f"A command that is {before} cannot become {after}.")
