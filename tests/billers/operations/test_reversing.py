"""Paid bills taken back: two people, the biller first, and then the customer's money."""

from decimal import Decimal

import pytest

from billers.models import Attempt, BillerTransaction, DailyFigure, Leg
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.counting import fold_changes
from billers.operations.reversing import request_reversal
from billers.pages.outcomes import tell_outcome
from billers.states import Status
from billie.staff.approval_refusals import AlreadyRequested, ApproverIsRequester, SubjectChanged
from billie.staff.models import AuditEntry
from tests.billers.operations.reversals import (
    BILLER,
    PAYER,
    WATER,
    WORDS,
    agree,
    begin,
    legs_of,
    reverse,
)

ACCOUNT = "2200330044"


def books_of_the_biller(desk):
    """Return what the biller took for the account, less what it gave back."""
    taken = desk.taken(BILLER, ACCOUNT)
    return sum(Decimal(row["amount"]) * (-1 if row["reverses"] else 1) for row in taken)


def test_a_paid_bill_is_taken_back_by_two_people(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    assert books_of_the_biller(desk) == paid.amount

    after = reverse(desk, paid)

    assert after.status == Status.REVERSED
    assert not after.is_reversing
    assert legs_of(after) == [("REVERSE", "ACCEPTED")]
    assert books_of_the_biller(desk) == 0
    assert after.completed_at == paid.completed_at
    assert "it is given back by hand" in tell_outcome(after).text


def test_with_core_banking_the_customer_has_the_money_back(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    assert bank.balance(WATER) == paid.amount

    after = reverse(bank, paid)

    assert after.status == Status.REVERSED
    assert legs_of(after) == [("REVERSE", "ACCEPTED"), ("REFUND", "ACCEPTED")]
    assert books_of_the_biller(bank) == 0
    assert "by hand" not in tell_outcome(after).text
    assert bank.balance(WATER) == bank.balance("SUSPENSE1") == 0
    book = bank.billers.book("core_banking")
    assert book["accounts"][PAYER]["now"] == book["accounts"][PAYER]["opening"]
    assert book["is_balanced"]


def test_nothing_is_sent_before_a_second_person_agrees(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    asked = request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)

    with pytest.raises(ApproverIsRequester):
        agree(desk, asked, by=desk.teller)
    desk.advance(paid)

    assert books_of_the_biller(desk) == paid.amount
    assert BillerTransaction.objects.get().status == Status.COMPLETED


def test_what_the_biller_declines_stays_paid_and_may_be_asked_for_again(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order("refuse", biller=BILLER)

    declined = reverse(bank, paid)

    assert declined.status == Status.COMPLETED
    assert (declined.is_reversing, declined.next_action_at) == (False, None)
    assert bank.balance(WATER) == paid.amount
    assert "stays paid" in declined.timeline.last().why
    assert reverse(bank, declined).status == Status.REVERSED
    calls = Attempt.objects.filter(leg=Leg.REVERSE)
    assert len(set(calls.values_list("reference", flat=True))) == 2


def test_what_certainly_did_not_leave_stays_paid(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    config = desk.config(BILLER)
    config.base_url, config.version = "http://127.0.0.1:9/soap", 2
    config.save()

    after = reverse(desk, paid)

    assert (after.status, after.reverse_outcome) == (Status.COMPLETED, "NOT_SENT")
    assert not choices_of(after).reverse


def test_a_biller_that_takes_nothing_back_is_not_asked(desk):
    paid = desk.pay("MASM", ACCOUNT)

    with pytest.raises(NotPossible, match="takes no payment back"):
        request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)


def test_only_what_is_paid_is_taken_back(desk):
    failed = desk.pay(BILLER, "22003366601")

    with pytest.raises(NotPossible, match="Only what was paid"):
        request_reversal(payment_id=failed.pk, words=WORDS, by=desk.teller, now=desk.at)


def test_two_requests_at_once_are_one(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    asked = request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)

    with pytest.raises(AlreadyRequested):
        request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)

    agree(desk, asked)
    with pytest.raises(NotPossible, match="already"):
        request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)


def test_a_request_lapses_when_evidence_contradicts_meanwhile(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    asked = request_reversal(payment_id=paid.pk, words=WORDS, by=desk.teller, now=desk.at)
    BillerTransaction.objects.update(has_conflict=True)

    with pytest.raises(SubjectChanged):
        agree(desk, asked)

    assert not BillerTransaction.objects.get().is_reversing


def test_a_reversed_bill_may_be_paid_again_at_once(desk):
    reverse(desk, desk.pay(BILLER, ACCOUNT))

    again = desk.pay(BILLER, ACCOUNT)

    assert again.status == Status.COMPLETED
    assert books_of_the_biller(desk) == again.amount


def test_figures_move_from_paid_to_reversed_with_the_time_it_took_to_pay(desk):
    paid = desk.pay(BILLER, ACCOUNT)
    desk.later(days=2)
    reverse(desk, paid)

    fold_changes()

    (figure,) = DailyFigure.objects.exclude(payments=0)
    assert (figure.status, figure.payments, figure.amount) == ("REVERSED", 1, paid.amount)
    assert figure.milliseconds < 60_000


def test_who_agreed_and_why_is_kept(desk):
    paid = begin(desk, desk.pay(BILLER, ACCOUNT))

    entry = AuditEntry.objects.get(action="PAYMENT_REVERSAL_BEGUN")
    assert entry.subject_id == paid.number
    assert paid.timeline.last().who == "a.supervisor"
    assert WORDS in paid.timeline.last().why
