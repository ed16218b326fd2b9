"""Moving a payment from one status to another: the only place that does, and what it leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billers.models import Attempt, BillerTransaction, TimelineEntry
from billers.operations.counting import count
from billers.states import FINAL, Status, check_move

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What stands behind an entry: the call that told it, and further facts."""

    attempt: Attempt | None = None
    facts: dict[str, Any] | None = None


NONE_NEEDED = Proof()


def move(
    payment: BillerTransaction,
    to: Status,
    *,
    why: str,
    now: datetime,
    who: str = SYSTEM,
    proof: Proof = NONE_NEEDED,
) -> None:
    """Move a payment whose row is locked, and write the move down. The caller saves the payment.

    :raises billers.states.MoveNotAllowed: if the table has no such move
    """
    check_move(payment.status, to)
    before, payment.status = payment.status, to
    payment.updated_at = now
    if to == Status.UNKNOWN:
        payment.unknown_since = payment.unknown_since or now
        payment.owner_id = payment.owner_id or payment.initiated_by_id
    else:
        payment.unknown_since = None
    if to in FINAL:
        payment.next_action_at = None
    if to in FINAL and to != Status.REVERSED:  # what was taken back was paid when it was paid
        payment.completed_at = now
    count(payment)
    _write(payment, before, why=why, now=now, who=who, proof=proof)


def note(
    payment: BillerTransaction,
    *,
    why: str,
    now: datetime,
    who: str = SYSTEM,
    proof: Proof = NONE_NEEDED,
) -> None:
    """Write something down in a payment's story that moved nothing."""
    _write(payment, payment.status, why=why, now=now, who=who, proof=proof)


def _write(
    payment: BillerTransaction, before: str, *, why: str, now: datetime, who: str, proof: Proof
) -> None:
    TimelineEntry.objects.create(
        transaction=payment,
        at=now,
        before=before,
        after=payment.status,
        why=why,
        who=who,
        attempt=proof.attempt,
        evidence=proof.facts,
    )
