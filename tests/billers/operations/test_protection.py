"""A biller in trouble: its breaker holds payments back, and none of them loses anything by it."""

from datetime import timedelta

from billers.connectors.contract import Unknown
from billers.models import Attempt, Leg
from billers.operations.breakers import FAILURES_TO_OPEN, OPEN_FOR
from billers.operations.calling import call
from billers.states import Status


def break_down(desk, biller):
    """Let a biller fail until its breaker opens."""
    for number in range(FAILURES_TO_OPEN):
        desk.pay(biller, f"3300{number}66621")


def test_an_open_breaker_costs_no_attempt_and_keeps_the_place_in_the_queue(desk):
    break_down(desk, "MASM")

    payment = desk.pay("MASM", "2200330044")

    assert payment.status == Status.PENDING
    assert payment.next_action_at is not None
    assert not Attempt.objects.filter(transaction=payment).exists()
    assert desk.taken("MASM", "2200330044") == []


def test_the_breaker_of_one_biller_holds_back_no_other(desk):
    break_down(desk, "MASM")

    assert desk.pay("SRWB_POSTPAID", "2200330044").status == Status.COMPLETED


def test_after_its_time_an_open_breaker_lets_a_payment_try(desk):
    break_down(desk, "MASM")
    payment = desk.pay("MASM", "2200330044")
    desk.at += OPEN_FOR + timedelta(seconds=5)

    after = desk.advance(payment)

    assert len(desk.taken("MASM", "2200330044")) == 1
    assert after.status in {Status.COMPLETED, Status.UNKNOWN}


def test_a_resend_that_cannot_even_be_made_proves_nothing_of_the_first(desk):
    payment = desk.pay("BWB_POSTPAID", "22003366613")
    first = payment.attempts.get(leg=Leg.PAY)
    again = Attempt(transaction=payment, leg=Leg.PAY, reference=first.reference, is_resend=True)
    payment.config.endpoints = {}  # somebody broke the configuration meanwhile
    payment.config.version += 1

    reply = call(payment, again)

    assert isinstance(reply.outcome, Unknown)
    assert not isinstance(call(payment, first).outcome, Unknown)
