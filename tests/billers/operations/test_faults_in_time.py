"""What comes late, twice, or never: workers that die, evidence after the end, a breaker's hour."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billers.models import Attempt, Evidence, Leg
from billers.operations.advancing import advance_payment
from billers.operations.calling import call
from billers.operations.choosing import choices_of
from billers.operations.claiming import claim
from billers.operations.recording import record_answer
from billers.operations.retrying import retry_payment
from billers.operations.sweeping import list_due
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.test_resolving import resolve
from tests.billers.operations.weather import (
    ACCOUNT,
    DECLINED,
    NOT_SENT,
    PAID,
    PAYER,
    SUSPENSE,
    UNKNOWN,
    pay_at,
    settle_by_itself,
    stands,
)

KEY = "made-up-key"
OPENED_AT = "billers:{biller}:PAY:pybreaker:opened_at"
STATE = "billers:{biller}:PAY:pybreaker:state"


def call_back(bank, payment, status="ACCEPTED"):
    """Let a biller call, signed, about the first try of a payment, and a worker take its word."""
    callback = call_about(bank, payment, status=status)
    assert callback.words == "Taken as evidence."
    return bank.advance(payment)


def take_in_hand(bank, payment):
    """Let a worker hold the money and send the order; return what it heard, and is not saved."""
    hold = claim(payment_id=payment.pk, now=bank.at)
    record_answer(
        attempt_id=hold.attempt.pk,
        reply=call(hold.payment, hold.attempt),
        source=Evidence.Source.ANSWER,
        now=bank.at,
    )
    claimed = claim(payment_id=payment.pk, now=bank.at)
    return claimed.attempt, call(claimed.payment, claimed.attempt)


@pytest.fixture
def orphan(lone_bank):
    """A payment that its biller took, and whose worker died before it could say so."""
    payment = lone_bank.ask("LWB_POSTPAID", ACCOUNT, debit_account=PAYER)
    take_in_hand(lone_bank, payment)
    assert len(lone_bank.taken("LWB_POSTPAID", ACCOUNT)) == 1
    return payment


def test_a_worker_that_dies_between_sending_and_saving_is_found_by_the_sweeper(lone_bank, orphan):
    assert list_due(now=lone_bank.at) == []
    lone_bank.later(minutes=2)

    assert list_due(now=lone_bank.at) == [orphan.pk]
    claim(payment_id=orphan.pk, now=lone_bank.at)

    orphan.refresh_from_db()
    attempt = orphan.attempts.get(leg=Leg.PAY)
    assert stands(lone_bank, orphan) == UNKNOWN
    assert attempt.outcome == "UNKNOWN"
    assert "died" in attempt.error_message


def test_what_a_dead_worker_had_paid_is_learnt_and_not_paid_again(lone_bank, orphan):
    lone_bank.later(minutes=2)

    after = settle_by_itself(lone_bank, lone_bank.advance(orphan))

    assert stands(lone_bank, after) == PAID
    assert len(lone_bank.taken("LWB_POSTPAID", ACCOUNT)) == 1
    assert after.attempts.filter(leg=Leg.PAY).count() == 1


def test_a_worker_that_was_only_slow_brings_evidence_when_it_saves(lone_bank):
    payment = lone_bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    attempt, heard = take_in_hand(lone_bank, payment)
    lone_bank.later(minutes=2)
    assert stands(lone_bank, lone_bank.advance(payment)) == UNKNOWN

    record_answer(
        attempt_id=attempt.pk, reply=heard, source=Evidence.Source.ANSWER, now=lone_bank.at
    )

    assert stands(lone_bank, lone_bank.advance(payment)) == PAID
    assert len(lone_bank.taken("MASM", ACCOUNT)) == 1


def test_a_used_reference_after_our_resend_is_settled_by_evidence(lone_bank):
    lone_bank.billers.order("answer_lost", biller="BWB_POSTPAID")
    payment = settle_by_itself(lone_bank, pay_at(lone_bank, "BWB_POSTPAID"))
    assert stands(lone_bank, payment) == UNKNOWN
    assert payment.error_code == "11"

    after = call_back(lone_bank, payment)

    assert stands(lone_bank, after) == PAID
    assert len(lone_bank.taken("BWB_POSTPAID", ACCOUNT)) == 1


@pytest.mark.parametrize(("says", "must_stand"), [("PAID", PAID), ("NOT_PAID", DECLINED)])
def test_a_used_reference_after_our_resend_is_settled_by_two_people(lone_bank, says, must_stand):
    lone_bank.billers.order("answer_lost", biller="BWB_POSTPAID")
    payment = settle_by_itself(lone_bank, pay_at(lone_bank, "BWB_POSTPAID"))

    after = resolve(lone_bank, payment, says)

    assert stands(lone_bank, after) == must_stand
    assert len(lone_bank.taken("BWB_POSTPAID", ACCOUNT)) == 1


def test_a_success_after_two_people_said_failed_is_a_conflict_and_moves_no_money(lone_bank):
    lone_bank.billers.order("answer_lost", biller="MASM")
    failed = resolve(lone_bank, pay_at(lone_bank, "MASM"), "NOT_PAID")
    assert stands(lone_bank, failed) == DECLINED
    transfers = lone_bank.billers.payments("core_banking")

    after = settle_by_itself(lone_bank, call_back(lone_bank, failed))

    assert after.has_conflict
    assert stands(lone_bank, after) == DECLINED._replace(can_retry=False)
    assert lone_bank.billers.payments("core_banking") == transfers
    assert choices_of(after).resolve == ""
    assert resolve(lone_bank, after, "PAID").status == "COMPLETED"
    assert lone_bank.balance("MASMAID") == after.amount


def test_a_biller_that_refused_and_took_the_money_later_opens_a_conflict(lone_bank):
    lone_bank.billers.order("late_refused", seconds=0, biller="MASM")
    failed = pay_at(lone_bank, "MASM")
    assert stands(lone_bank, failed) == DECLINED
    assert len(lone_bank.taken("MASM", ACCOUNT)) == 1

    after = call_back(lone_bank, failed)

    assert after.has_conflict
    assert stands(lone_bank, after) == DECLINED._replace(can_retry=False)


def test_a_refusal_after_the_biller_said_paid_is_a_conflict_and_nothing_is_given_back(lone_bank):
    paid = pay_at(lone_bank, "MASM")

    after = call_back(lone_bank, paid, status="DECLINED")

    assert after.has_conflict
    assert after.status == "COMPLETED"
    assert lone_bank.balance("MASMAID") == paid.amount


def test_a_callback_that_overtakes_the_answer_is_the_same_word(lone_bank):
    payment = lone_bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    attempt, heard = take_in_hand(lone_bank, payment)

    between = call_back(lone_bank, payment)
    record_answer(
        attempt_id=attempt.pk, reply=heard, source=Evidence.Source.ANSWER, now=lone_bank.at
    )

    assert between.status == "PROCESSING"
    assert stands(lone_bank, lone_bank.advance(payment)) == PAID
    assert lone_bank.balance("MASMAID") == payment.amount


def test_a_callback_that_overtakes_a_contrary_answer_is_a_conflict_with_the_money_held(lone_bank):
    lone_bank.billers.order("late_refused", seconds=0, biller="MASM")
    payment = lone_bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    attempt, heard = take_in_hand(lone_bank, payment)

    call_back(lone_bank, payment)
    record_answer(
        attempt_id=attempt.pk, reply=heard, source=Evidence.Source.ANSWER, now=lone_bank.at
    )

    after = settle_by_itself(lone_bank, lone_bank.advance(payment))
    assert after.has_conflict
    assert lone_bank.balance(SUSPENSE) == payment.amount
    assert lone_bank.balance("MASMAID") == 0


def test_a_late_success_of_the_first_try_after_a_second_one_was_paid_is_a_conflict(lone_bank):
    lone_bank.billers.order("late_refused", seconds=0, biller="MASM")
    failed = pay_at(lone_bank, "MASM")
    retry_payment(payment_id=failed.pk, by=lone_bank.teller, now=lone_bank.at)
    paid = lone_bank.advance(failed)
    assert stands(lone_bank, paid) == PAID
    assert len(lone_bank.taken("MASM", ACCOUNT)) == 2  # what nobody here could know

    after = call_back(lone_bank, paid)

    assert after.has_conflict
    assert after.owner == lone_bank.teller
    assert lone_bank.balance("MASMAID") == paid.amount


#   what a biller does that takes a payment late        what it says of it until then
LATE = {"late": "The biller is still working on it.", "late_hidden": "may still be on its way"}


@pytest.mark.parametrize("fault", LATE)
def test_what_is_taken_late_is_waited_for_and_never_sent_again(lone_bank, fault):
    lone_bank.billers.order(fault, seconds=3600, biller="LWB_POSTPAID")
    payment = pay_at(lone_bank, "LWB_POSTPAID")

    early = lone_bank.wait(payment)
    lone_bank.billers.later(hours=1)
    after = settle_by_itself(lone_bank, early)

    assert early.status == "UNKNOWN"
    assert LATE[fault] in early.error_message
    assert stands(lone_bank, after) == PAID
    assert len(lone_bank.taken("LWB_POSTPAID", ACCOUNT)) == 1


def test_not_found_is_believed_only_when_nothing_can_be_on_its_way(lone_bank):
    lone_bank.billers.order("reset_before", biller="LWB_POSTPAID")
    payment = pay_at(lone_bank, "LWB_POSTPAID")
    began = lone_bank.at

    after = payment
    while after.status == "UNKNOWN":
        after = lone_bank.wait(after)

    assert stands(lone_bank, after) == NOT_SENT
    assert lone_bank.at - began >= timedelta(minutes=10)


@pytest.mark.parametrize("payer", ["", PAYER], ids=["alone", "with core banking"])
def test_an_hour_of_an_open_breaker_costs_no_attempt_and_keeps_the_queue(
    lone_bank, redis_client, payer
):
    until = lone_bank.at + timedelta(hours=1)
    queue = [lone_bank.ask("MASM", f"220033004{n}", debit_account=payer) for n in range(3)]
    keep_open(redis_client, "MASM", until)

    while lone_bank.at < until:
        for payment_id in list_due(now=lone_bank.at):
            advance_payment(payment_id=payment_id, clock=lone_bank.clock)
        lone_bank.later(minutes=5)

    for payment in queue:
        payment.refresh_from_db()
    assert not Attempt.objects.exists()
    assert {payment.status for payment in queue} == {"PENDING"}
    assert {choices_of(payment).cancel for payment in queue} == {""}
    assert lone_bank.balance(SUSPENSE) == 0
    lone_bank.later(minutes=5)
    assert list_due(now=lone_bank.at) == [payment.pk for payment in queue]
    assert [lone_bank.advance(payment).status for payment in queue] == ["COMPLETED"] * 3
    took = [Decimal(row["amount"]) for row in lone_bank.billers.payments("masm")]
    assert took == [payment.amount for payment in queue]


def keep_open(redis_client, biller, until):
    """Let a breaker be open until an instant, as one is whose every probe fails till then."""
    redis_client.set(STATE.format(biller=biller), "open")
    redis_client.set(OPENED_AT.format(biller=biller), int(until.timestamp()))
