"""Advancing a payment if its status allows: the one thing that tasks, sweeper and doors ask for.

Harmless twice, late, or never: what is not claimed is not done, and what nobody asked for the
sweeper finds.
"""

from billers.models import Attempt, BillerTransaction, Evidence
from billers.operations.breakers import Breakers, count_outcome, look_at_breakers
from billers.operations.calling import call
from billers.operations.claiming import Claim, claim
from billers.operations.gaps import Clock
from billers.operations.recording import record_answer
from billers.operations.settling import settle
from billers.operations.telling import tell

MOST_STEPS = 8
"""More than a payment with all its legs has; a loop that does not end is a fault of ours."""


def advance_payment(
    *, payment_id: int, clock: Clock, is_early: bool = False
) -> BillerTransaction | None:
    """Take all steps that a payment can take now; return it as it stands, None if none was taken.

    `clock` returns the present instant, since a step may take as long as a biller does. With
    `is_early` an unknown payment is looked into before its time has come.
    """
    payment: BillerTransaction | None = None
    for _ in range(MOST_STEPS):
        now = clock()
        breakers = look_at_breakers(now=now)
        claimed = claim(payment_id=payment_id, now=now, is_early=is_early, breakers=breakers)
        if claimed is None:
            break
        payment = _take_step(claimed, breakers, clock)
        tell(payment)
        if not payment.is_open or payment.next_action_at is None:  # over, or left to people
            break
        is_early = False
    return payment


def _take_step(claimed: Claim, breakers: Breakers, clock: Clock) -> BillerTransaction:
    if claimed.attempt is None:
        return settle(claimed, clock=clock)
    return _call_and_record(claimed.payment, claimed.attempt, breakers, clock)


def _call_and_record(
    payment: BillerTransaction, attempt: Attempt, breakers: Breakers, clock: Clock
) -> BillerTransaction:
    reply = call(payment, attempt)
    count_outcome(payment, attempt, reply.outcome, breakers=breakers)
    return record_answer(
        attempt_id=attempt.pk, reply=reply, source=Evidence.Source.ANSWER, now=clock()
    )
