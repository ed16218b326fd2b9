"""Reversals that nobody knows of: nothing is given back, and nothing is sent twice."""

from django.db import transaction

from billers.models import Attempt, Evidence, Leg, Outcome
from billers.operations.choosing import choices_of
from billers.operations.claiming import claim
from billers.operations.evidence import Said, take
from billers.operations.locking import lock_payment
from billers.operations.recording import stand
from billers.operations.sweeping import list_due
from billers.queries.attention import count_attention, page_attention, standing_of
from billers.states import Status
from tests.billers.operations.reversals import (
    BILLER,
    PAYER,
    WATER,
    begin,
    legs_of,
    reverse,
    settle,
)
from tests.billers.operations.test_resolving import say

ACCOUNT = "2200330044"


def references(payment, leg):
    return set(Attempt.objects.filter(transaction=payment, leg=leg).values_list("reference"))


def reversed_in_the_dark(bank, fault):
    """Return a payment of whose reversal nobody knows."""
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order(fault, biller=BILLER)
    return reverse(bank, paid)


def test_a_lost_answer_keeps_all_money_where_it_is_and_shows_it_to_people(bank):
    unknown = reversed_in_the_dark(bank, "answer_lost")

    (row,) = page_attention(now=bank.at).rows
    standing = standing_of(row)
    assert (unknown.status, unknown.reverse_outcome) == (Status.COMPLETED, "UNKNOWN")
    assert bank.balance(WATER) == unknown.amount
    assert (standing.trouble, standing.since) == ("UNKNOWN", unknown.unknown_since)
    assert standing.owner == bank.teller
    assert "safely sent again" in standing.next_step
    assert unknown.next_action_at > bank.at


def test_a_reversal_that_never_arrived_is_settled_by_sending_it_again(bank):
    unknown = reversed_in_the_dark(bank, "reset_before")

    after = bank.wait(unknown)

    assert after.status == Status.REVERSED
    assert len(references(after, Leg.REVERSE)) == 1
    assert bank.balance(WATER) == 0
    assert count_attention(now=bank.at) == 0


def test_a_reversal_that_was_received_waits_for_two_people(bank):
    unknown = reversed_in_the_dark(bank, "answer_lost")
    for _ in range(5):
        unknown = bank.wait(unknown)

    assert (unknown.status, unknown.next_action_at) == (Status.COMPLETED, None)
    assert bank.balance(WATER) == unknown.amount
    assert len(references(unknown, Leg.REVERSE)) == 1
    assert not choices_of(unknown).resolve
    after = settle(bank, unknown, "TAKEN_BACK")

    assert after.status == Status.REVERSED
    assert bank.balance(WATER) == 0


def test_two_people_may_say_that_it_was_not_taken_back(bank):
    unknown = reversed_in_the_dark(bank, "reset_before")

    after = settle(bank, unknown, "NOT_TAKEN_BACK")

    assert (after.status, after.is_reversing) == (Status.COMPLETED, False)
    assert bank.balance(WATER) == after.amount
    assert count_attention(now=bank.at) == 0


def test_a_worker_that_dies_while_sending_leaves_it_unknown(bank):
    paid = begin(bank, bank.pay(BILLER, ACCOUNT, debit_account=PAYER))
    assert list_due(now=bank.at) == [paid.pk]
    assert claim(payment_id=paid.pk, now=bank.at)  # and then nothing more is heard of it
    assert list_due(now=bank.at) == []

    bank.later(minutes=2)
    assert list_due(now=bank.at) == [paid.pk]
    unknown = bank.advance(paid)

    assert (unknown.status, unknown.reverse_outcome) == (Status.COMPLETED, "UNKNOWN")
    assert bank.balance(WATER) == unknown.amount
    assert bank.wait(unknown).status == Status.REVERSED
    assert len(references(paid, Leg.REVERSE)) == 1


def test_a_refund_that_is_refused_is_tried_again_later_under_a_new_reference(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order("refuse", biller="core_banking")

    stuck = reverse(bank, paid)

    (row,) = page_attention(now=bank.at).rows
    assert (stuck.status, stuck.refund_outcome) == (Status.COMPLETED, "DECLINED")
    assert standing_of(row).trouble == "STUCK_MONEY"
    assert stuck.next_action_at > bank.at
    after = bank.wait(stuck)
    assert after.status == Status.REVERSED
    assert legs_of(after) == [
        ("REVERSE", "ACCEPTED"), ("REFUND", "DECLINED"), ("REFUND", "ACCEPTED")
    ]  # fmt: skip
    assert len(references(after, Leg.REFUND)) == 2
    assert bank.balance(WATER) == 0


def test_a_refund_that_nobody_knows_of_is_asked_after_and_not_paid_twice(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order("answer_lost", biller="core_banking")
    unknown = reverse(bank, paid)
    assert unknown.refund_outcome == "UNKNOWN"

    after = bank.wait(unknown)

    assert after.status == Status.REVERSED
    assert len(references(after, Leg.REFUND)) == 1
    assert bank.balance(WATER) == 0


def test_two_people_settle_a_refund_that_was_given_back_by_hand(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order("refuse", biller="core_banking")
    stuck = reverse(bank, paid)

    after = settle(bank, stuck, "GIVEN_BACK")

    assert (after.status, after.has_conflict) == (Status.REVERSED, False)


def test_two_people_say_of_a_late_contradiction_that_it_was_taken_back(bank):
    paid = bank.pay(BILLER, ACCOUNT, debit_account=PAYER)
    bank.billers.order("refuse", biller=BILLER)
    declined = reverse(bank, paid)
    contradict(bank, declined)

    assert choices_of(declined).reverse.startswith("The evidence contradicts")
    after = settle(bank, declined, "TAKEN_BACK")

    assert (after.status, after.has_conflict) == (Status.REVERSED, False)
    assert bank.balance(WATER) == 0


def test_two_people_say_of_a_bill_that_is_taken_back_that_it_was_never_paid(bank):
    begun = begin(bank, bank.pay(BILLER, ACCOUNT, debit_account=PAYER))
    bank.billers.order("refuse", biller=BILLER)  # nobody takes back what was not paid
    say(bank, begun, Outcome.DECLINED)
    assert (begun.has_conflict, begun.is_reversing) == (True, True)

    after = settle(bank, begun, "NOT_PAID")

    assert (after.status, after.has_conflict) == (Status.REVERSED, False)
    assert legs_of(after) == [("REFUND", "ACCEPTED")]
    assert bank.balance(WATER) == 0


def contradict(desk, payment):
    """Let the biller say that it took back what it had declined."""
    attempt = payment.attempts.filter(leg=Leg.REVERSE).last()
    with transaction.atomic():
        locked = lock_payment(payment.pk)
        said = Said(
            leg=Leg.REVERSE,
            reference=attempt.reference,
            source=Evidence.Source.CALLBACK,
            says=Outcome.ACCEPTED,
            words="It called.",
        )
        take(locked, said, now=desk.at)
        stand(locked, said, now=desk.at)
    payment.refresh_from_db()
