"""Answers and words that come late: about a call whose place another one has taken."""

from functools import partial

import pytest

from billers import switchboard
from billers.connectors.contract import NOTHING_WENT_OUT, Accepted, Reply
from billers.models import Attempt, Leg
from billers.operations.calling import call
from billers.operations.claiming import begin_attempt, claim
from billers.operations.orders import order_of
from billers.operations.retrying import retry_payment
from billers.operations.settling import _latest_call, record_query, settle
from billers.operations.sweeping import list_due
from billers.states import Status
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.weather import ACCOUNT, METER, PAYER
from tests.billers.simulated_billers import billers_in_a_thread


def ask_slowly(desk, payment):
    """Let a worker ask the biller; its answer is not saved yet."""
    asking = claim(payment_id=payment.pk, now=desk.at)
    assert asking.attempt is None
    unknown = _latest_call(asking.payment, asking.leg)
    query = begin_attempt(asking.payment, Leg.QUERY, now=desk.at, resends=unknown.reference)
    order = order_of(asking.payment, unknown)
    reply = switchboard.connect(asking.payment.config).query_status(order)
    return partial(record_query, query.pk, asking.leg, unknown.started_at, reply)


def test_a_late_not_found_fails_no_later_call(desk):
    desk.billers.order("reset_before", biller="LWB_POSTPAID")
    payment = desk.pay("LWB_POSTPAID", ACCOUNT)
    assert payment.status == Status.UNKNOWN
    desk.later(minutes=11)
    save_late = ask_slowly(desk, payment)
    call_about(desk, payment, status="DECLINED")
    assert payment.status == Status.FAILED
    retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
    second = claim(payment_id=payment.pk, now=desk.at)
    assert second.leg == Leg.PAY

    after = save_late(now=desk.at)  # "never received", of the first reference

    reply = call(second.payment, second.attempt)  # the second call is accepted meanwhile
    state = (after.status, after.pay_outcome, after.claimed_until)
    if after.status == Status.FAILED:
        retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
        desk.advance(payment)
    desk.record(second.attempt, reply)
    assert len(desk.taken("LWB_POSTPAID", ACCOUNT)) == 1, state
    assert state[:2] == (Status.PROCESSING, "")


def test_a_late_silence_of_a_query_leaves_a_held_payment_that_can_go_on(bank):
    bank.billers.order("reset_before", biller="LWB_POSTPAID")
    payment = bank.pay("LWB_POSTPAID", ACCOUNT, debit_account=PAYER)
    bank.later(minutes=1)
    bank.billers.order("error", biller="LWB_POSTPAID", kind="status", times=9)
    save_late = ask_slowly(bank, payment)
    bank.billers.calm()
    call_about(bank, payment, status="DECLINED")
    bank.later(minutes=10)
    failed = bank.advance(payment)
    assert failed.status == Status.FAILED
    retry_payment(payment_id=payment.pk, by=bank.teller, now=bank.at)
    hold = claim(payment_id=payment.pk, now=bank.at)
    assert hold.leg == Leg.HOLD

    save_late(now=bank.at)

    bank.record(hold.attempt, call(hold.payment, hold.attempt))
    after = bank.wait(payment)
    assert after.status == Status.COMPLETED


@pytest.mark.parametrize("says", ["used", "not_sent"])
def test_a_late_first_answer_of_what_was_sent_again_proves_nothing(desk, settings, says):
    payment = desk.ask("BWB_POSTPAID", ACCOUNT)
    first = claim(payment_id=payment.pk, now=desk.at)  # its worker stands still before it sends
    desk.later(minutes=2)
    assert desk.advance(payment).status == Status.UNKNOWN
    desk.billers.order("answer_lost", biller="BWB_POSTPAID")
    sent_again = desk.wait(payment)  # taken by the biller, its answer is lost
    assert sent_again.status == Status.UNKNOWN
    assert len(desk.taken("BWB_POSTPAID", ACCOUNT)) == 1
    if says == "not_sent":
        settings.BILLER_ALLOWED_NETWORKS = []
        switchboard._connector.cache_clear()

    heard = call(first.payment, first.attempt)
    settings.BILLER_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    switchboard._connector.cache_clear()
    after = desk.record(first.attempt, heard)

    if after.status == Status.FAILED:
        retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
        desk.advance(payment)
    assert (after.status, len(desk.taken("BWB_POSTPAID", ACCOUNT))) == (Status.UNKNOWN, 1)


def test_a_late_token_of_another_call_does_not_replace_the_token_that_is_here(desk):
    sold = desk.confirm("SRWB_PREPAID", METER)
    ours = dict(sold.tokens)
    # an earlier call of the same payment, answered late with a token of its own

    old = sold.attempts.get(leg="PAY")
    newer = Attempt.objects.create(
        transaction=sold,
        round=1,
        leg="PAY",
        reference="TXNNEWERP2",
        config_version=1,
        started_at=desk.at,
        finished_at=desk.at,
        outcome="ACCEPTED",
    )
    assert newer.pk > old.pk
    after = desk.record(
        old, Reply(Accepted(their_reference="R", tokens=("1" * 20,)), NOTHING_WENT_OUT)
    )

    assert after.has_conflict
    assert dict(after.tokens) == ours


def move_to(others, desk, biller):
    """Let a biller have another address."""
    config = desk.config(biller)
    config.base_url = config.base_url.replace(desk.billers.url, others.url)
    config.version += 1
    config.save()


def test_what_was_sent_to_one_server_is_not_sent_again_to_another(desk):

    desk.billers.order("answer_lost", biller="BWB_POSTPAID")
    payment = desk.pay("BWB_POSTPAID", ACCOUNT)
    with billers_in_a_thread() as others:
        move_to(others, desk, "BWB_POSTPAID")
        desk.wait(payment)
        there = [row for row in others.payments("bwb_postpaid") if row["account"] == ACCOUNT]
    assert len(desk.taken("BWB_POSTPAID", ACCOUNT)) + len(there) == 1


def test_that_another_server_does_not_know_a_payment_proves_nothing(desk):
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    payment = desk.pay("LWB_POSTPAID", ACCOUNT)
    with billers_in_a_thread() as others:
        move_to(others, desk, "LWB_POSTPAID")
        desk.later(minutes=30)
        after = desk.advance(payment)

    assert len(desk.taken("LWB_POSTPAID", ACCOUNT)) == 1
    assert after.status == Status.UNKNOWN
    assert "another address" in after.evidence.last().words


def test_nothing_is_sent_again_that_the_biller_refused_in_the_meantime(desk):
    desk.billers.order("reset_before", biller="BWB_POSTPAID")
    payment = desk.pay("BWB_POSTPAID", ACCOUNT)
    desk.later(seconds=10)
    again = claim(payment_id=payment.pk, now=desk.at)  # its worker stands still before it sends
    call_about(desk, payment, status="DECLINED")

    after = settle(again, clock=desk.clock)

    assert desk.taken("BWB_POSTPAID", ACCOUNT) == []
    assert (after.status, after.has_conflict) == (Status.FAILED, False)


def test_what_a_callback_settles_while_people_are_turned_to_goes_on_by_itself(bank):
    payment = bank.pay("MASM", "22003366613", debit_account=PAYER)
    bank.later(seconds=10)
    turning = claim(payment_id=payment.pk, now=bank.at)  # nobody can be asked at this biller
    call_about(bank, payment)

    settle(turning, clock=bank.clock)

    assert payment.pk in list_due(now=bank.at)
    assert bank.advance(payment).status == Status.COMPLETED


def test_a_callback_that_refuses_what_was_sent_twice_proves_nothing_of_the_first(desk):
    desk.billers.order("answer_lost", biller="BWB_POSTPAID")
    payment = desk.pay("BWB_POSTPAID", ACCOUNT)
    again = desk.wait(payment)  # the biller has seen the reference, and calls that it refuses it
    assert (again.status, len(desk.taken("BWB_POSTPAID", ACCOUNT))) == (Status.UNKNOWN, 1)

    call_about(desk, payment, status="DECLINED")

    assert payment.status == Status.UNKNOWN
    assert "sent twice" in payment.evidence.last().words
