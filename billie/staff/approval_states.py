"""The life of a request for approval as one table; every move is here."""

from collections.abc import Mapping

from django.db.models import TextChoices


class ApprovalState(TextChoices):
    """Where a request for approval is."""

    PENDING = "PENDING", "Waiting"
    APPROVED = "APPROVED", "Approved"
    REJECTED = "REJECTED", "Rejected"
    CANCELLED = "CANCELLED", "Cancelled"
    LAPSED = "LAPSED", "Lapsed"
    EXPIRED = "EXPIRED", "Expired"


MOVES: Mapping[ApprovalState, frozenset[ApprovalState]] = {
    ApprovalState.PENDING: frozenset(ApprovalState) - {ApprovalState.PENDING},
    ApprovalState.APPROVED: frozenset(),  # another person said yes
    ApprovalState.REJECTED: frozenset(),  # another person said no
    ApprovalState.CANCELLED: frozenset(),  # whoever asked takes it back
    ApprovalState.LAPSED: frozenset(),  # its subject changed before it was decided
    ApprovalState.EXPIRED: frozenset(),  # nobody decided in time
}

DECIDED = (ApprovalState.APPROVED, ApprovalState.REJECTED)
"""What takes two people."""


class ApprovalMoveNotAllowed(Exception):
    """A request was about to make a move that is not in the table."""


def check_move(before: str, after: ApprovalState) -> None:
    """Let a move pass that the table has.

    :raises ApprovalMoveNotAllowed: if it has not
    """
    if after not in MOVES[ApprovalState(before)]:
        raise ApprovalMoveNotAllowed(f"A request that is {before} cannot become {after}.")
