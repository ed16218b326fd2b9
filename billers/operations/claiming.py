"""Claiming a payment: one worker at a time, and a row for every call before the call is made.

# Note [What a dead worker leaves behind]
A claim ends by itself. If an attempt is still open then, its worker died between sending and
saving: nobody knows whether the request left, so the attempt ended UNKNOWN. A worker that was only
slow, and saves later, brings evidence like any other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from billers.connectors.contract import RetryPolicy
from billers.models import Attempt, BillerConfig, BillerTransaction, Evidence, Leg, Outcome
from billers.operations.breakers import NONE_OPEN, Breakers
from billers.operations.ending import end, show_unknown
from billers.operations.evidence import Said, outcome_of, set_outcome, take
from billers.operations.locking import lock_payment
from billers.operations.protection import blocked_until
from billers.operations.references import reference_for
from billers.operations.timeline import Proof, move, note
from billers.states import Status
from billers.steps import AT_BILLER, CALLED_BACK, CALLS, ENDS, SETTLED_BY, Legs, Step, next_step

SLACK = timedelta(seconds=15)
SWITCHED_OFF = "The biller was switched off before anything was sent to it."
DIED = "The worker died between sending and saving: nobody knows whether the request left."


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A payment that is ours until `until`, what to do with it, and the row of the call if any."""

    payment: BillerTransaction
    step: Step
    leg: Leg
    attempt: Attempt | None = None


def legs_of(payment: BillerTransaction) -> Legs:
    """Return how the legs of a payment's round ended."""
    return Legs(
        uses_core_banking=payment.uses_core_banking,
        hold=payment.hold_outcome,
        pay=payment.pay_outcome,
        capture=payment.capture_outcome,
        release=payment.release_outcome,
        is_reversing=payment.is_reversing,
        reverse=payment.reverse_outcome,
        refund=payment.refund_outcome,
    )


@transaction.atomic(durable=True)
def claim(
    *,
    payment_id: int,
    now: datetime,
    is_early: bool = False,
    breakers: Breakers = NONE_OPEN,
) -> Claim | None:
    """Claim a payment for its next step, None if there is nothing to do for us now.

    Ends what has come to its end. A leg that is to be settled is claimed when its time has come,
    or with `is_early` at once. `breakers` is how they stood a moment ago.
    """
    payment = lock_payment(payment_id)
    if not payment.is_open or payment.has_conflict or _is_taken(payment, now):
        return None
    _close_orphans(payment, now)
    step = next_step(legs_of(payment))
    if step in ENDS:
        end(payment, step, now=now)
        return None
    if not is_early and payment.next_action_at is not None and payment.next_action_at > now:
        payment.save()
        return None
    if step == Step.PAY and payment.hold_outcome and not payment.config.is_active:
        step = _give_up_paying(payment, now=now)
    return _claimed(payment, step, now, breakers)


def begin_attempt(
    payment: BillerTransaction, leg: Leg, *, now: datetime, resends: str = ""
) -> Attempt:
    """Write an attempt down before its call; `resends` is the reference that is sent again."""
    return Attempt.objects.create(
        transaction=payment,
        round=payment.round,
        leg=leg,
        reference=resends or reference_for(payment, leg, _calls_before(payment, leg)),
        is_resend=bool(resends) and leg != Leg.QUERY,
        config_version=payment.config.version,
        started_at=now,
    )


def _calls_before(payment: BillerTransaction, leg: Leg) -> int:
    """Return how often a leg was called; one that is asked for again has no outcome either."""
    if payment.round == 1 and leg not in CALLED_BACK and not outcome_of(payment, leg):
        return 0
    return Attempt.objects.filter(transaction=payment, leg=leg, is_resend=False).count()


def _is_taken(payment: BillerTransaction, now: datetime) -> bool:
    return payment.claimed_until is not None and payment.claimed_until > now


def _claimed(
    payment: BillerTransaction, step: Step, now: datetime, breakers: Breakers
) -> Claim | None:
    leg = CALLS.get(step)
    if leg is not None:
        free_at = blocked_until(payment, leg, breakers=breakers, now=now)
        if free_at is not None:
            payment.next_action_at = free_at
            payment.save()
            return None
    payment.claimed_until = now + longest_call(payment.config, step)
    if leg is None:
        payment.save()
        return Claim(payment=payment, step=step, leg=SETTLED_BY[step])
    if leg == Leg.HOLD:
        payment.suspense_account = settings.T24_SUSPENSE_ACCOUNT
    attempt = begin_attempt(payment, leg, now=now)
    set_outcome(payment, leg, "")
    if leg == Leg.HOLD:
        payment.release_outcome = ""  # what was given back is held once more
    _say_that_it_goes_on(payment, attempt, why=f"{leg.label}.", now=now)
    payment.processed_at = payment.processed_at or now
    payment.save()
    return Claim(payment=payment, step=step, leg=leg, attempt=attempt)


def _give_up_paying(payment: BillerTransaction, *, now: datetime) -> Step:
    """Hold no money for a biller that is switched off: say that nothing was sent to it."""
    set_outcome(payment, Leg.PAY, Outcome.NOT_SENT)
    payment.error_code, payment.error_message = "", SWITCHED_OFF
    note(payment, why=SWITCHED_OFF, now=now)
    return next_step(legs_of(payment))


def longest_call(config: BillerConfig, step: Step) -> timedelta:
    """Return how long a step may take; a question is asked again while nobody answers."""
    asks = step in SETTLED_BY
    leg = SETTLED_BY[step] if asks else CALLS[step]
    if leg in AT_BILLER:
        seconds, tries = config.timeout_ms / 1000, config.retry_attempts + 1
    else:
        seconds, tries = settings.T24_TIMEOUT_SECONDS, RetryPolicy().tries
    return timedelta(seconds=seconds * (tries if asks else 1)) + SLACK


def _say_that_it_goes_on(
    payment: BillerTransaction, attempt: Attempt, *, why: str, now: datetime
) -> None:
    proof = Proof(attempt=attempt)
    if payment.is_reversing:
        note(payment, why=why, now=now, proof=proof)
    elif payment.status != Status.PROCESSING:
        move(payment, Status.PROCESSING, why=why, now=now, proof=proof)


def _close_orphans(payment: BillerTransaction, now: datetime) -> None:
    if payment.claimed_until is None:
        return
    payment.claimed_until = None
    for attempt in payment.attempts.select_for_update().filter(finished_at=None):
        attempt.outcome = Outcome.UNKNOWN
        attempt.error_message = DIED
        attempt.finished_at = now
        attempt.save()
        if attempt.leg == Leg.QUERY or attempt.round != payment.round:
            continue
        said = Said(
            leg=Leg(attempt.leg),
            reference=attempt.reference,
            source=Evidence.Source.ANSWER,
            says=Outcome.UNKNOWN,
            words=DIED,
        )
        take(payment, said, now=now, attempt=attempt)
        if outcome_of(payment, said.leg) == Outcome.UNKNOWN:
            show_unknown(payment, why=DIED, now=now, attempt=attempt)
