"""Trying again, and taking back: only while no money can have moved."""

import pytest

from billers.models import Attempt, BillerTransaction, Leg
from billers.operations.calling import call
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.claiming import claim
from billers.operations.retrying import cancel_payment, retry_payment
from billers.states import Status
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.weather import ACCOUNT


def test_a_declined_payment_is_tried_again_under_a_new_reference(desk):
    payment = desk.pay("LWB_POSTPAID", "22003366601")
    first = Attempt.objects.get(transaction=payment, leg=Leg.PAY)
    desk.billers.calm()

    retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
    after = desk.advance(payment)

    second = Attempt.objects.filter(transaction=payment, leg=Leg.PAY).last()
    assert after.round == 2
    assert second.reference != first.reference


def test_an_unknown_payment_offers_no_retry_and_says_why(desk):
    payment = desk.pay("MASM", "22003366613")

    assert "may have the money" in choices_of(payment).retry
    with pytest.raises(NotPossible):
        retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
    assert Attempt.objects.filter(transaction=payment).count() == 1


def test_nothing_is_tried_again_at_a_biller_that_is_switched_off(desk):
    payment = desk.pay("LWB_POSTPAID", "22003366601")
    config = desk.config("LWB_POSTPAID")
    config.is_active = False
    config.save()

    with pytest.raises(NotPossible, match="switched off"):
        retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)

    assert desk.advance(payment).status == Status.FAILED


def test_a_payment_that_was_not_sent_can_be_taken_back(desk):
    payment = desk.ask("MASM", "2200330044")

    cancel_payment(payment_id=payment.pk, by=desk.teller, why="Wrong account.", now=desk.at)

    after = desk.advance(payment)
    assert after.status == Status.CANCELLED
    assert desk.taken("MASM", "2200330044") == []


@pytest.mark.parametrize("account", ["2200330044", "22003366613", "22003366601"])
def test_what_was_sent_cannot_be_taken_back(desk, account):
    payment = desk.pay("LWB_POSTPAID", account)

    with pytest.raises(NotPossible):
        cancel_payment(payment_id=payment.pk, by=desk.teller, why="Too late.", now=desk.at)


def test_a_bill_that_another_payment_paid_meanwhile_is_not_tried_again(desk):
    desk.billers.order("refuse", biller="MASM")
    failed = desk.pay("MASM", "2200330044")
    other = desk.pay("MASM", "2200330044")
    assert (failed.status, other.status) == (Status.FAILED, Status.COMPLETED)

    with pytest.raises(NotPossible, match=other.number):
        retry_payment(payment_id=failed.pk, by=desk.teller, now=desk.at)

    failed.refresh_from_db()
    assert (failed.status, failed.round) == (Status.FAILED, 1)


def test_a_payment_that_was_meant_as_a_second_one_is_tried_again_beside_the_first(desk):
    desk.pay("MASM", "2200330044")
    desk.billers.order("refuse", biller="MASM")
    second = desk.pay("MASM", "2200330044", is_deliberate=True)

    retry_payment(payment_id=second.pk, by=desk.teller, now=desk.at)

    assert desk.advance(second).status == Status.COMPLETED


def test_nothing_is_tried_again_while_its_call_is_still_out(desk):
    payment = desk.ask("MASM", ACCOUNT)
    sent = claim(payment_id=payment.pk, now=desk.at)
    heard = call(sent.payment, sent.attempt)
    call_about(desk, payment, status="DECLINED")

    with pytest.raises(NotPossible, match="still on its way"):
        retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)

    after = desk.record(sent.attempt, heard)
    assert after.has_conflict
    assert len(desk.taken("MASM", ACCOUNT)) == 1


def test_a_call_that_nobody_comes_back_from_is_not_waited_for_without_end(desk):
    payment = desk.ask("MASM", ACCOUNT)
    claim(payment_id=payment.pk, now=desk.at)
    call_about(desk, payment, status="DECLINED")
    desk.later(minutes=2)

    retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)

    assert BillerTransaction.objects.get().status == Status.PENDING
