"""Moving a payment from one status to another: the only place that does, and what it leaves."""

from datetime import datetime
from typing import Any

from billers.models import Attempt, BillerTransaction, TimelineEntry
from billers.states import FINAL, Status, check_move

SYSTEM = "system"


def move(
    payment: BillerTransaction,
    to: Status,
    *,
    why: str,
    now: datetime,
    who: str = SYSTEM,
    attempt: Attempt | None = None,
    evidence: dict[str, Any] | None = None,
) -> None:
    """Move a payment whose row is locked, and write the move down. The caller saves the payment.

    :raises billers.states.MoveNotAllowed: if the table has no such move
    """
    check_move(payment.status, to)
    before, payment.status = payment.status, to
    payment.updated_at = now
    if to == Status.UNKNOWN:
        payment.unknown_since = payment.unknown_since or now
        payment.owner = payment.owner or payment.initiated_by
    else:
        payment.unknown_since = None
    if to in FINAL:
        payment.completed_at = now
        payment.next_action_at = None
    note(payment, why=why, now=now, who=who, attempt=attempt, evidence=evidence, before=before)


def note(
    payment: BillerTransaction,
    *,
    why: str,
    now: datetime,
    who: str = SYSTEM,
    attempt: Attempt | None = None,
    evidence: dict[str, Any] | None = None,
    before: str = "",
) -> None:
    """Write something down in a payment's story; without `before` nothing moved."""
    TimelineEntry.objects.create(
        transaction=payment,
        at=now,
        before=before or payment.status,
        after=payment.status,
        why=why,
        who=who,
        attempt=attempt,
        evidence=evidence,
    )
