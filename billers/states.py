"""The life of a bill payment as one table; every move is here (DESIGN 5).

# Note [Why Unknown blocks the obligation]
While it is not known whether a biller has the money, a second payment for the same bill could pay
it twice. So an UNKNOWN payment keeps the customer's money held, offers no retry, and counts as
live for the obligation guard, until evidence or two people settle it.
"""

from collections.abc import Mapping

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a payment is."""

    PENDING = "PENDING", "Waiting to be sent"
    PROCESSING = "PROCESSING", "Being paid"
    UNKNOWN = "UNKNOWN", "Not known yet"
    COMPLETED = "COMPLETED", "Paid"
    FAILED = "FAILED", "Not paid"
    CANCELLED = "CANCELLED", "Cancelled"
    REVERSED = "REVERSED", "Reversed"


#   status                      moves to
MOVES: Mapping[Status, frozenset[Status]] = {
    Status.PENDING:    frozenset({Status.PROCESSING, Status.CANCELLED}),
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.FAILED, Status.UNKNOWN}),
    Status.UNKNOWN:    frozenset({Status.COMPLETED, Status.FAILED, Status.PROCESSING}),
    Status.FAILED:     frozenset({Status.PENDING}),
    Status.COMPLETED:  frozenset({Status.REVERSED}),
    Status.CANCELLED:  frozenset({Status.PENDING}),
    Status.REVERSED:   frozenset(),
}  # fmt: skip

LIVE = frozenset({Status.PENDING, Status.PROCESSING, Status.UNKNOWN})
"""What may still take money: at most one of these an obligation."""

FINAL = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.REVERSED})


class MoveNotAllowed(Exception):
    """A payment was about to make a move that is not in the table."""


def check_move(before: str, after: Status) -> None:
    """Let a move pass that the table has.

    :raises MoveNotAllowed: if it has not
    """
    if after not in MOVES[Status(before)]:
        raise MoveNotAllowed(f"A payment that is {before} cannot become {after}.")
