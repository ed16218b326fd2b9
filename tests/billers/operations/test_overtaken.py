"""Answers that come after a later call has begun: they are heard, and disturb nobody's call."""

import pytest

from billers.models import Leg, Outcome
from billers.operations.calling import call
from billers.operations.claiming import claim
from billers.operations.retrying import retry_payment
from billers.states import Status
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.weather import ACCOUNT, PAYER


@pytest.fixture
def overtaken(lone_bank):
    """Two calls in flight: the biller called the first one declined, so a second one was begun."""

    def begin(fault):
        payment = lone_bank.ask("MASM", ACCOUNT)
        first = claim(payment_id=payment.pk, now=lone_bank.at)
        if fault:
            lone_bank.billers.order(fault, biller="MASM")
        heard = call(first.payment, first.attempt)
        call_about(lone_bank, payment, status="DECLINED")
        assert payment.status == Status.FAILED
        lone_bank.later(minutes=2)  # its worker takes longer than a call may
        retry_payment(payment_id=payment.pk, by=lone_bank.teller, now=lone_bank.at)
        second = claim(payment_id=payment.pk, now=lone_bank.at)
        return first.attempt, heard, second

    return begin


def test_a_late_answer_without_proof_lets_no_third_call_begin(lone_bank, overtaken):
    first, heard, second = overtaken("reset_before")

    after = lone_bank.record(first, heard)

    assert after.claimed_until == second.payment.claimed_until
    assert claim(payment_id=after.pk, now=lone_bank.at) is None
    assert after.attempts.filter(leg=Leg.PAY).count() == 2


def test_a_late_success_is_a_conflict_and_not_the_second_calls_answer(lone_bank, overtaken):
    first, heard, _second = overtaken("")

    after = lone_bank.record(first, heard)

    assert (after.has_conflict, after.pay_outcome) == (True, "")
    assert after.status == Status.PROCESSING
    assert claim(payment_id=after.pk, now=lone_bank.at) is None


def test_an_answer_that_a_callback_overtook_leaves_the_next_steps_claim_alone(lone_bank):
    payment = lone_bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    hold = claim(payment_id=payment.pk, now=lone_bank.at)
    lone_bank.record(hold.attempt, call(hold.payment, hold.attempt))
    pay = claim(payment_id=payment.pk, now=lone_bank.at)
    heard = call(pay.payment, pay.attempt)
    call_about(lone_bank, payment)
    lone_bank.later(minutes=2)  # its worker is slow, so another one goes on
    capture = claim(payment_id=payment.pk, now=lone_bank.at)
    assert capture.leg == Leg.CAPTURE

    after = lone_bank.record(pay.attempt, heard)

    assert after.claimed_until == capture.payment.claimed_until
    assert after.pay_outcome == Outcome.ACCEPTED
    assert claim(payment_id=after.pk, now=lone_bank.at) is None
