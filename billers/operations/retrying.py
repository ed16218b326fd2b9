"""Trying a failed payment again, or taking back one that was not sent."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers.models import BillerTransaction, Leg
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.claiming import longest_call
from billers.operations.locking import lock_payment
from billers.operations.requesting import AlreadyPaid, check_others
from billers.operations.telling import tell
from billers.operations.timeline import SYSTEM, move
from billers.states import Status
from billers.steps import Step
from billie.staff import audit

CALL_IS_OUT = "Its call is still on its way: wait for the answer, it comes within a minute or two."
MEANT = "If a second one is meant, begin a new payment and confirm that it is."


def retry_payment(*, payment_id: int, by: User, now: datetime) -> BillerTransaction:
    """Begin the next round of a failed payment: new attempts, with new references.

    :raises NotPossible: if money may have moved, or another payment pays the same bill, or did
    """
    try:
        with transaction.atomic(durable=True):
            payment = lock_payment(payment_id)
            _check(choices_of(payment).retry)
            _check(CALL_IS_OUT if _is_call_out(payment, now) else "")
            begin_round(payment, why="Tried again.", now=now, who=by.get_username())
            payment.save()
            if not payment.is_deliberate:
                check_others(payment, now)
            _write_down("PAYMENT_RETRIED", payment, now)
    except IntegrityError:
        raise NotPossible("Another payment of the same bill is on its way.") from None
    except AlreadyPaid as paid:
        raise NotPossible(f"{paid} {MEANT}") from None
    tell(payment)
    return payment


def cancel_payment(*, payment_id: int, by: User, why: str, now: datetime) -> BillerTransaction:
    """Take back a payment that was not sent yet.

    :raises NotPossible: if it was sent
    """
    with transaction.atomic(durable=True):
        payment = lock_payment(payment_id)
        _check(choices_of(payment).cancel)
        move(payment, Status.CANCELLED, why=why, now=now, who=by.get_username())
        payment.save()
        _write_down("PAYMENT_CANCELLED", payment, now)
    tell(payment)
    return payment


def begin_round(payment: BillerTransaction, *, why: str, now: datetime, who: str = SYSTEM) -> None:
    """Begin the next round of a failed payment, with no leg tried. The caller saves it."""
    move(payment, Status.PENDING, why=why, now=now, who=who)
    payment.round += 1
    payment.hold_outcome = payment.pay_outcome = ""
    payment.capture_outcome = payment.release_outcome = payment.refund_outcome = ""
    payment.error_code = payment.error_message = ""
    payment.completed_at = None
    payment.next_action_at = now


def _is_call_out(payment: BillerTransaction, now: datetime) -> bool:
    """Tell whether the answer to an order may still come, though a callback told its end before.

    A call that nobody came back from is not waited for longer than a call takes.
    """
    longest = longest_call(payment.config, Step.PAY)
    calls = payment.attempts.filter(leg=Leg.PAY, finished_at=None)
    return calls.filter(started_at__gt=now - longest).exists()


def _check(why_not: str) -> None:
    if why_not:
        raise NotPossible(why_not)


def _write_down(action: str, payment: BillerTransaction, now: datetime) -> None:
    audit.record(
        action=action,
        subject=("bill payment", payment.number),
        now=now,
        after={"status": payment.status, "round": payment.round},
    )
