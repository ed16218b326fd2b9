"""A biller says the opposite while what it said first is acted on: whose money moves then?"""

import pytest

from billers.models import Leg, Outcome
from billers.operations.calling import call
from billers.operations.choosing import NotPossible
from billers.operations.claiming import claim
from billers.operations.resolving import open_leg, request_resolution
from billers.operations.retrying import retry_payment
from billers.states import Status
from tests.billers.operations.reversals import agree
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.test_resolving import resolve, say
from tests.billers.operations.weather import ACCOUNT, PAYER, SUSPENSE

AID = "MASMAID"


@pytest.fixture
def going_back(bank):
    """A payment that two people said was not paid, and the call that gives its money back."""
    unknown = bank.pay("MASM", "22003366615", debit_account=PAYER)
    agree(
        bank,
        request_resolution(
            payment_id=unknown.pk, says="NOT_PAID", words="Not seen.", by=bank.teller, now=bank.at
        ),
    )
    back = claim(payment_id=unknown.pk, now=bank.at)
    assert back.leg == Leg.RELEASE
    return back


@pytest.fixture
def moving_on(bank):
    """A payment that its biller accepted, and the call that moves its money on."""
    payment = bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    for _ in (Leg.HOLD, Leg.PAY):
        step = claim(payment_id=payment.pk, now=bank.at)
        bank.record(step.attempt, call(step.payment, step.attempt))
    on = claim(payment_id=payment.pk, now=bank.at)
    assert on.leg == Leg.CAPTURE
    return on


def end(bank, payment):
    """Take all further steps of a payment, however long they take."""
    for _ in range(4):
        payment = bank.wait(payment)
    return payment


def books(bank):
    """Return what core banking has for the biller, and in suspense."""
    return bank.balance(AID), bank.balance(SUSPENSE)


def test_money_that_went_back_before_people_said_paid_is_held_again(bank, going_back):
    heard = call(going_back.payment, going_back.attempt)
    payment = say(bank, going_back.payment, Outcome.ACCEPTED)
    assert bank.record(going_back.attempt, heard).has_conflict

    done = end(bank, resolve(bank, payment, "PAID"))

    assert (done.status, done.has_conflict) == (Status.COMPLETED, False)
    assert books(bank) == (done.amount, 0)
    assert done.attempts.filter(leg=Leg.HOLD).count() == 2


def test_people_are_asked_about_the_bill_and_not_about_money_on_its_way_back(bank, going_back):
    bank.billers.order("answer_lost", biller="core_banking")
    bank.record(going_back.attempt, call(going_back.payment, going_back.attempt))
    payment = say(bank, going_back.payment, Outcome.ACCEPTED)
    assert (payment.has_conflict, payment.release_outcome) == (True, "UNKNOWN")

    assert open_leg(payment) == Leg.PAY
    done = end(bank, resolve(bank, payment, "PAID"))

    assert (done.status, books(bank)) == (Status.COMPLETED, (done.amount, 0))


def test_money_on_its_way_back_is_not_given_back_twice_when_people_say_not_paid(bank, going_back):
    bank.billers.order("answer_lost", biller="core_banking")
    bank.record(going_back.attempt, call(going_back.payment, going_back.attempt))
    payment = say(bank, going_back.payment, Outcome.ACCEPTED)

    done = end(bank, resolve(bank, payment, "NOT_PAID"))

    assert (done.status, books(bank)) == (Status.FAILED, (0, 0))
    assert done.attempts.filter(leg=Leg.RELEASE).count() == 1


@pytest.mark.parametrize("is_lost", [True, False])
def test_money_that_went_on_before_people_said_not_paid_comes_from_the_biller(
    bank, moving_on, is_lost
):
    if is_lost:
        bank.billers.order("answer_lost", biller="core_banking")
    heard = call(moving_on.payment, moving_on.attempt)
    payment = say(bank, moving_on.payment, Outcome.DECLINED)
    assert bank.record(moving_on.attempt, heard).has_conflict

    done = end(bank, resolve(bank, payment, "NOT_PAID"))

    assert (done.status, books(bank)) == (Status.FAILED, (0, 0))
    legs = done.attempts.filter(leg__in=[Leg.RELEASE, Leg.REFUND]).values_list("leg", flat=True)
    assert list(legs) == ["REFUND"]


def test_money_that_is_held_for_a_second_try_does_not_pay_what_the_first_one_paid(bank):
    payment = bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    hold = claim(payment_id=payment.pk, now=bank.at)
    bank.record(hold.attempt, call(hold.payment, hold.attempt))
    first = claim(payment_id=payment.pk, now=bank.at)
    heard = call(first.payment, first.attempt)
    call_about(bank, payment, status="DECLINED")
    bank.later(minutes=2)
    assert bank.advance(payment).status == Status.FAILED
    retry_payment(payment_id=payment.pk, by=bank.teller, now=bank.at)
    bank.billers.order("answer_lost", biller="core_banking")
    assert bank.advance(payment).hold_outcome == Outcome.UNKNOWN
    payment = bank.record(first.attempt, heard)
    assert payment.has_conflict

    with pytest.raises(NotPossible, match="Say PAID or NOT_PAID"):
        resolve(bank, payment, "HELD")
    done = end(bank, resolve(bank, payment, "PAID"))

    assert len(bank.taken("MASM", ACCOUNT)) == 1
    assert (done.status, books(bank)) == (Status.COMPLETED, (done.amount, 0))
