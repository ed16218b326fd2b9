"""Two people against what happens meanwhile, and money that is where nobody expected it."""

import threading

import pytest
from django.db import connection as db

from billers.models import Evidence, Leg, Outcome
from billers.operations.calling import call
from billers.operations.choosing import choices_of
from billers.operations.claiming import begin_attempt, claim
from billers.operations.resolving import request_resolution
from billers.operations.retrying import cancel_payment, retry_payment
from billers.operations.settling import _latest_call
from billers.pages.outcomes import tell_outcome
from billers.states import Status
from billie.staff import approvals
from billie.staff.approval_refusals import SubjectChanged
from tests.billers.operations.reversals import agree
from tests.billers.operations.test_callbacks import call as call_about
from tests.billers.operations.test_resolving import resolve, say
from tests.billers.operations.weather import ACCOUNT, PAYER, SUSPENSE


def declined_too_early(desk):
    """Return a payment that is tried again, with its first call and that one's unsaved answer."""
    payment = desk.ask("MASM", ACCOUNT)
    first = claim(payment_id=payment.pk, now=desk.at)
    heard = call(first.payment, first.attempt)
    call_about(desk, payment, status="DECLINED")
    desk.later(minutes=2)  # its worker takes longer than a call may
    retry_payment(payment_id=payment.pk, by=desk.teller, now=desk.at)
    return payment, first, heard


def test_what_people_said_was_paid_is_not_cancelled(bank):
    payment = resolve(bank, bank.pay("MASM", "22003366615", debit_account=PAYER), "NOT_PAID")
    say(bank, payment, Outcome.ACCEPTED)
    asked = request_resolution(
        payment_id=payment.pk, says="PAID", words="Seen.", by=bank.teller, now=bank.at
    )
    agree(bank, asked)
    payment.refresh_from_db()
    assert (payment.status, payment.pay_outcome) == ("PENDING", "ACCEPTED")

    assert choices_of(payment).cancel != ""


def test_a_payment_whose_evidence_contradicts_itself_is_not_cancelled(desk):
    _payment, first, heard = declined_too_early(desk)
    after = desk.record(first.attempt, heard)
    assert (after.status, after.has_conflict) == ("PENDING", True)

    assert choices_of(after).cancel != ""


def test_no_money_is_held_for_a_second_try_once_people_say_that_nothing_was_paid(bank):
    unknown = bank.pay("MASM", "22003366615", debit_account=PAYER)
    failed = resolve(bank, unknown, "NOT_PAID")
    retry_payment(payment_id=failed.pk, by=bank.teller, now=bank.at)
    call_about(bank, failed)  # about the first try
    assert (failed.status, failed.has_conflict) == ("PENDING", True)

    done = resolve(bank, failed, "NOT_PAID")

    assert (done.status, done.round) == (Status.FAILED, 2)
    assert not done.attempts.filter(round=2).exists()


def test_words_of_two_people_on_a_cancelled_payment_count(bank):
    payment = bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    hold = claim(payment_id=payment.pk, now=bank.at)
    bank.record(hold.attempt, call(hold.payment, hold.attempt))
    pay = claim(payment_id=payment.pk, now=bank.at)
    heard = call(pay.payment, pay.attempt)
    call_about(bank, payment, status="DECLINED")
    bank.later(minutes=2)
    assert bank.advance(payment).status == Status.FAILED
    retry_payment(payment_id=payment.pk, by=bank.teller, now=bank.at)
    cancel_payment(payment_id=payment.pk, by=bank.teller, why="No.", now=bank.at)
    after = bank.record(pay.attempt, heard)
    assert (after.status, after.has_conflict) == ("CANCELLED", True)

    payment.refresh_from_db()
    done = resolve(bank, payment, "PAID")

    assert (done.status, bank.balance("MASMAID")) == (Status.COMPLETED, payment.amount)


def test_two_people_do_not_outrun_a_sending_that_began_after_they_looked(desk):
    desk.billers.order("reset_before", biller="BWB_POSTPAID")
    payment = desk.pay("BWB_POSTPAID", ACCOUNT)
    asked = request_resolution(
        payment_id=payment.pk, says="NOT_PAID", words="Not there.", by=desk.teller, now=desk.at
    )
    desk.later(seconds=10)
    again = claim(payment_id=payment.pk, now=desk.at)
    unknown = _latest_call(again.payment, again.leg)
    sent = begin_attempt(again.payment, Leg.PAY, now=desk.at, resends=unknown.reference)
    desk.billers.order("answer_lost", biller="BWB_POSTPAID")
    heard = call(again.payment, sent)  # taken; nobody heard it

    with pytest.raises(SubjectChanged, match="on its way"):
        agree(desk, asked)

    assert desk.record(sent, heard, Evidence.Source.RESEND).status == Status.UNKNOWN
    assert len(desk.taken("BWB_POSTPAID", ACCOUNT)) == 1


def test_two_people_do_not_outrun_evidence_that_comes_while_they_decide(desk, monkeypatch):
    payment = desk.pay("MASM", "22003366613")
    asked = request_resolution(
        payment_id=payment.pk, says="NOT_PAID", words="Not there.", by=desk.teller, now=desk.at
    )
    close, heard = approvals.lock, []

    def hear_the_biller_first(approval_id):
        if not heard:
            heard.append(call_about)
            worker = threading.Thread(target=lambda: (call_about(desk, payment), db.close()))
            worker.start()
            worker.join(20)
        return close(approval_id)

    monkeypatch.setattr(approvals, "lock", hear_the_biller_first)
    with pytest.raises(SubjectChanged, match="More became known"):
        agree(desk, asked)

    payment.refresh_from_db()
    assert (payment.status, payment.is_reversing) == (Status.COMPLETED, False)


def test_people_who_end_a_conflict_while_a_call_is_out_hide_no_second_payment(desk):
    payment, first, heard = declined_too_early(desk)
    second = claim(payment_id=payment.pk, now=desk.at)
    reply = call(second.payment, second.attempt)
    desk.record(first.attempt, heard)
    payment.refresh_from_db()
    assert payment.has_conflict

    with pytest.raises(SubjectChanged, match="on its way"):
        resolve(desk, payment, "PAID")

    assert desk.record(second.attempt, reply).has_conflict
    assert len(desk.taken("MASM", ACCOUNT)) == 2  # and they see it


def test_money_held_after_all_can_be_given_back(bank):
    payment = bank.ask("MASM", ACCOUNT, debit_account=PAYER)
    hold = claim(payment_id=payment.pk, now=bank.at)
    bank.later(minutes=2)
    bank.advance(payment)
    bank.later(minutes=11)
    failed = bank.advance(payment)
    assert (failed.status, failed.hold_outcome) == ("FAILED", "NOT_SENT")
    after = bank.record(hold.attempt, call(hold.payment, hold.attempt))
    assert (after.has_conflict, bank.balance(SUSPENSE)) == (True, payment.amount)

    payment.refresh_from_db()
    done = bank.wait(resolve(bank, payment, "HELD"))

    assert (done.status, bank.balance(SUSPENSE)) == ("FAILED", 0)
    assert bank.taken("MASM", ACCOUNT) == []


def test_captured_money_of_a_payment_that_people_say_was_not_paid_is_given_back(bank):
    payment = bank.pay("MASM", ACCOUNT, debit_account="1007001")
    say(bank, payment, Outcome.DECLINED)
    assert payment.has_conflict

    done = resolve(bank, payment, "NOT_PAID")

    done = bank.wait(done)
    assert (done.status, bank.balance("MASMAID")) == ("REVERSED", 0)
    assert "not paid after all" in " ".join(done.timeline.values_list("why", flat=True))
    assert "has no money" in tell_outcome(done).text


def test_a_callback_that_agrees_with_two_people_is_no_conflict(bank):

    payment = resolve(bank, bank.pay("MASM", "22003366615", debit_account="1007001"), "NOT_PAID")
    say(bank, payment, Outcome.ACCEPTED)
    done = resolve(bank, payment, "PAID")
    assert (done.status, done.round) == (Status.COMPLETED, 2)

    call_about(bank, done)

    assert not done.has_conflict


def test_people_settle_a_conflict_while_the_same_bill_is_paid_by_another(bank):
    desk = bank
    payment = resolve(desk, desk.pay("MASM", "22003366615", debit_account="1007001"), "NOT_PAID")
    desk.pay("MASM", "22003366615", debit_account="1007001")  # unknown as well
    say(desk, payment, Outcome.ACCEPTED)
    asked = request_resolution(
        payment_id=payment.pk, says="PAID", words="Seen.", by=desk.teller, now=desk.at
    )

    with pytest.raises(SubjectChanged, match="same bill"):
        agree(desk, asked)
