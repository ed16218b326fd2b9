"""Where a payment stands after its legs: paid, not paid, or not known."""

from datetime import datetime

from billers.models import Attempt, BillerTransaction
from billers.operations.gaps import next_query_at
from billers.operations.timeline import Proof, move
from billers.states import Status
from billers.steps import Step

ENDS = {
    Step.COMPLETE: (Status.COMPLETED, "The biller has the money."),
    Step.FAIL: (Status.FAILED, "The biller has no money, and none is held."),
}


def end(payment: BillerTransaction, step: Step, *, now: datetime) -> None:
    """Bring a payment to its end and save it; its row is locked."""
    status, why = ENDS[step]
    if payment.status == Status.PENDING:  # settled before a worker came to it
        move(payment, Status.PROCESSING, why="Its outcome is known.", now=now)
    payment.claimed_until = None
    move(payment, status, why=why, now=now)
    payment.save()


def show_unknown(
    payment: BillerTransaction, *, why: str, now: datetime, attempt: Attempt | None = None
) -> None:
    """Say that nobody knows, and when it is looked into again. The caller saves the payment."""
    if payment.status != Status.UNKNOWN:
        payment.queries = 0
        move(payment, Status.UNKNOWN, why=why, now=now, proof=Proof(attempt=attempt))
    payment.next_action_at = next_query_at(asked=payment.queries, now=now)
