"""Settings that change while money is held, and payments that outlive it."""

import pytest

from billers.models import BillerTransaction
from tests.billers.operations.weather import PAYER, SUSPENSE, settle_by_itself

BILLER = "LWB_POSTPAID"
TAKEN, NEVER_ARRIVED = "22003366613", "22003366615"


@pytest.mark.parametrize(("account", "status"), [(TAKEN, "COMPLETED"), (NEVER_ARRIVED, "FAILED")])
def test_held_money_moves_on_from_where_it_was_held(lone_bank, settings, account, status):
    payment = lone_bank.pay(BILLER, account, debit_account=PAYER)
    assert lone_bank.balance(SUSPENSE) == payment.amount

    settings.T24_SUSPENSE_ACCOUNT = "SUSPENSE2"
    payment = settle_by_itself(lone_bank, payment)

    assert payment.status == status
    assert lone_bank.balance(SUSPENSE) == lone_bank.balance("SUSPENSE2") == 0
    is_paid = status == "COMPLETED"
    assert lone_bank.balance(payment.credit_account) == (payment.amount if is_paid else 0)


def test_a_payment_waits_for_core_banking_that_is_switched_off_and_goes_on_by_itself(
    lone_bank, settings
):
    lone_bank.billers.order("answer_lost", biller="core_banking")
    payment = lone_bank.pay(BILLER, "2200330044", debit_account=PAYER)
    address, settings.T24_API_URL = settings.T24_API_URL, ""
    for _ in range(3):
        payment = lone_bank.wait(payment)
    assert payment.status == "UNKNOWN"
    assert payment.next_action_at > lone_bank.at

    settings.T24_API_URL = address
    payment = settle_by_itself(lone_bank, payment)

    assert payment.status == "COMPLETED"


def test_a_payment_waits_for_its_billers_settings_and_goes_on_by_itself(lone_bank):
    payment = lone_bank.pay(BILLER, TAKEN, debit_account=PAYER)
    config = lone_bank.config(BILLER)
    paths, config.endpoints = config.endpoints, {}
    config.version += 1
    config.save()
    for _ in range(3):
        payment = lone_bank.wait(payment)
    assert payment.status == "UNKNOWN"
    assert payment.next_action_at > lone_bank.at

    config.endpoints = paths
    config.version += 1
    config.save()
    payment = settle_by_itself(lone_bank, payment)

    assert payment.status == "COMPLETED"
    assert len(lone_bank.taken(BILLER, TAKEN)) == 1


def test_a_payment_that_was_held_before_its_account_was_kept_goes_on(lone_bank):
    payment = lone_bank.pay(BILLER, TAKEN, debit_account=PAYER)
    BillerTransaction.objects.update(suspense_account="")

    payment = settle_by_itself(lone_bank, payment)

    assert payment.status == "COMPLETED"
    assert lone_bank.balance(SUSPENSE) == 0


def test_a_hold_that_cannot_even_be_asked_after_waits_until_it_can(lone_bank, settings):
    lone_bank.billers.order("answer_lost", biller="core_banking")
    payment = lone_bank.pay(BILLER, "2200330044", debit_account=PAYER)
    BillerTransaction.objects.update(debit_account="")

    payment = lone_bank.wait(payment)
    assert payment.status == "UNKNOWN"
    assert payment.next_action_at > lone_bank.at
    assert not payment.attempts.filter(finished_at=None).exists()

    BillerTransaction.objects.update(debit_account=PAYER)
    assert settle_by_itself(lone_bank, payment).status == "COMPLETED"
