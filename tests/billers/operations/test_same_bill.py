"""One bill, one payment: what counts as the same, and for how long (DESIGN 5)."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from billers.models import Outcome, TransactionType
from billers.operations import requesting
from billers.operations.intents import PaymentIntent
from billers.operations.requesting import AlreadyPaid, KeyOfAnother, request_payment
from billers.states import Status
from tests.billers.operations.test_resolving import resolve, say
from tests.billers.operations.weather import ACCOUNT, BUNDLE


def test_a_bill_that_the_biller_says_is_paid_after_all_is_not_paid_again(desk):
    payment = resolve(desk, desk.pay("MASM", "22003366615"), "NOT_PAID")
    say(desk, payment, Outcome.ACCEPTED)
    assert payment.has_conflict

    with pytest.raises(AlreadyPaid):
        desk.ask("MASM", "22003366615")


def test_the_window_begins_when_it_was_paid(desk):
    payment = desk.pay("MASM", "22003366613")
    desk.later(hours=3)
    done = resolve(desk, payment, "PAID")
    assert done.status == Status.COMPLETED
    desk.later(minutes=1)

    with pytest.raises(AlreadyPaid):
        desk.ask("MASM", "22003366613")


def test_a_second_payment_that_is_meant_blocks_a_third_that_is_not(desk):
    desk.pay("MASM", "22003366613", is_deliberate=True)  # unknown

    with pytest.raises(AlreadyPaid):
        desk.ask("MASM", "22003366613")


def test_the_same_phone_written_otherwise_is_the_same_bill(desk):
    desk.pay("TNM_BUNDLES", "0888123456", **BUNDLE)

    with pytest.raises(AlreadyPaid):
        desk.pay("TNM_BUNDLES", "+265888123456", **BUNDLE)


def test_a_payment_that_ends_while_the_same_is_asked_for_again(desk, monkeypatch):
    first = desk.ask("LWB_POSTPAID", ACCOUNT)
    keep = requesting._keep

    def end_first(*what):
        worker = threading.Thread(target=lambda: (desk.advance(first), connection.close()))
        worker.start()
        worker.join(20)
        return keep(*what)

    monkeypatch.setattr(requesting, "_keep", end_first)
    with pytest.raises(AlreadyPaid):
        desk.ask("LWB_POSTPAID", ACCOUNT)


def test_a_key_pays_nothing_else_than_it_was_minted_for(desk):
    config, key = desk.config("LWB_POSTPAID"), "key-of-a-test-1"

    def ask(amount):
        intent = PaymentIntent(
            transaction_type=TransactionType.POST_TRANSACTION,
            account_number=ACCOUNT,
            amount=Decimal(amount),
            currency="MWK",
        )
        return request_payment(config=config, intent=intent, by=desk.teller, now=desk.at, key=key)

    first = ask("1500.00")

    assert ask("1500.00") == first
    with pytest.raises(KeyOfAnother, match=first.number):
        ask("9999.00")
