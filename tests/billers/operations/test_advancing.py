"""Tasks that come twice, late or at once, and workers that die: one payment, one effect."""

import threading
from datetime import timedelta

from django.db import connection

from billers.models import Attempt, Leg, Outcome
from billers.operations.claiming import claim
from billers.operations.sweeping import list_due
from billers.states import Status


def test_the_same_task_twice_pays_once(desk):
    payment = desk.pay("MASM", "2200330044")

    desk.advance(payment)
    desk.advance(payment)

    assert len(desk.taken("MASM", "2200330044")) == 1


def test_eight_workers_at_once_pay_once(desk):
    payment = desk.ask("MASM", "2200330044")
    together = threading.Barrier(8)

    def work() -> None:
        together.wait()
        try:
            desk.advance(payment)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    payment.refresh_from_db()
    assert payment.status == Status.COMPLETED
    assert len(desk.taken("MASM", "2200330044")) == 1


def test_a_payment_that_was_never_enqueued_is_found(desk):
    payment = desk.ask("MASM", "2200330044")

    assert list_due(now=desk.at) == [payment.pk]


def test_a_worker_that_dies_while_sending_leaves_an_unknown_payment(bank):
    payment = bank.ask("MASM", "2200330044", debit_account="1007001")
    assert claim(payment_id=payment.pk, now=bank.at)  # and then nothing more is heard of it

    assert list_due(now=bank.at) == []
    bank.later(minutes=2)
    assert list_due(now=bank.at) == [payment.pk]
    after = bank.advance(payment)

    hold = Attempt.objects.get(transaction=payment, leg=Leg.HOLD)
    assert hold.outcome == Outcome.UNKNOWN
    assert "died" in hold.error_message
    assert after.status == Status.UNKNOWN
    assert bank.taken("MASM", "2200330044") == []


def test_a_dead_workers_hold_that_never_arrived_is_tried_again_once_that_is_sure(bank):
    payment = bank.ask("MASM", "2200330044", debit_account="1007001")
    claim(payment_id=payment.pk, now=bank.at)
    bank.later(minutes=2)
    after = bank.advance(payment)
    for _ in range(8):
        after = bank.wait(after)

    assert after.status == Status.FAILED
    assert after.hold_outcome == Outcome.NOT_SENT
    assert bank.balance("SUSPENSE1") == 0


def test_a_claim_outlasts_the_call_that_it_is_for(bank, settings):
    settings.T24_TIMEOUT_SECONDS = 90.0  # longer than any biller is given
    payment = bank.ask("MASM", "2200330044", debit_account="1007001")

    claimed = claim(payment_id=payment.pk, now=bank.at)

    assert claimed is not None
    assert claimed.leg == Leg.HOLD
    assert claimed.payment.claimed_until > bank.at + timedelta(seconds=90)


def test_a_payment_that_is_left_to_people_is_left_to_them_once(desk):
    unknown = desk.pay("MASM", "22003366613")

    after = desk.wait(unknown)

    assert (after.status, after.next_action_at, after.queries) == (Status.UNKNOWN, None, 1)
