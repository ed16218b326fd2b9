"""Where a payment stands after its legs: paid, not paid, or not known."""

from datetime import datetime

from billers.models import Attempt, BillerTransaction
from billers.operations.gaps import next_query_at
from billers.operations.timeline import Proof, move, note
from billers.states import Status
from billers.steps import Step

ENDS = {
    Step.COMPLETE: (Status.COMPLETED, "The biller has the money."),
    Step.FAIL: (Status.FAILED, "The biller has no money, and none is held."),
    Step.FINISH_REVERSAL: (Status.REVERSED, "The biller keeps no money of it."),
}
STAYS_PAID = "It was not taken back and stays paid. It may be asked for again."


def end(payment: BillerTransaction, step: Step, *, now: datetime, words: str = "") -> None:
    """Bring a payment to its end and save it; its row is locked.

    `words` say why a payment that was to be taken back stays paid.
    """
    payment.reversing_since = None
    if step == Step.KEEP_PAID:
        _keep_paid(payment, words, now=now)
        return
    status, why = ENDS[step]
    if payment.status == Status.PENDING:  # settled before a worker came to it
        move(payment, Status.PROCESSING, why="Its outcome is known.", now=now)
    payment.claimed_until = None
    move(payment, status, why=why, now=now)
    payment.save()


def _keep_paid(payment: BillerTransaction, words: str, *, now: datetime) -> None:
    payment.claimed_until = payment.next_action_at = payment.unknown_since = None
    payment.updated_at = now
    note(payment, why=f"{words} {STAYS_PAID}".strip(), now=now)
    payment.save()


def show_unknown(
    payment: BillerTransaction, *, why: str, now: datetime, attempt: Attempt | None = None
) -> None:
    """Say that nobody knows, and when it is looked into again. The caller saves the payment."""
    if payment.is_reversing:
        _show_unknown_reversal(payment, why=why, now=now, attempt=attempt)
    elif payment.status != Status.UNKNOWN:
        payment.queries = 0
        move(payment, Status.UNKNOWN, why=why, now=now, proof=Proof(attempt=attempt))
    payment.next_action_at = next_query_at(asked=payment.queries, now=now)


def _show_unknown_reversal(
    payment: BillerTransaction, *, why: str, now: datetime, attempt: Attempt | None
) -> None:
    """Say it of one that is being taken back, which stays paid meanwhile."""
    if payment.unknown_since is None:
        payment.queries = 0
        payment.unknown_since = now
        payment.owner_id = payment.owner_id or payment.initiated_by_id
        note(payment, why=why, now=now, proof=Proof(attempt=attempt))
