"""Core banking over the API: balances, and transfers that are made once."""

from decimal import Decimal

import pytest

from billers.models import CoreTransfer
from billie.staff.roles import Role
from tests.billers.api.conftest import error

TRANSFER = {"debitAccount": "1007001", "creditAccount": "1007002", "amount": "1500.50"}
OFF = {
    "code": "CORE_BANKING_OFF",
    "message": "Core banking is off: set T24_API_URL, T24_API_KEY and T24_SUSPENSE_ACCOUNT.",
    "fields": {},
    "nextStep": "Ask an administrator to configure core banking. Bills can be paid without it.",
}


def available(teller, account):
    answer = teller.get("/api/billers/t24/balance", account=account)
    return Decimal(answer["availableBalance"])


@pytest.fixture
def supervisor(caller_as):
    return caller_as(Role.SUPERVISOR)


def test_without_core_banking_both_doors_say_so(teller, supervisor):
    balance = teller.ask("/api/billers/t24/balance", account="1007001")
    transfer = supervisor.pay("t24/transfer", TRANSFER)

    assert (balance.status_code, transfer.status_code) == (503, 503)
    assert error(balance) == error(transfer) == OFF
    assert CoreTransfer.objects.count() == 0


def test_a_balance_is_what_core_banking_has(bank, teller, supervisor):
    supervisor.pay("t24/transfer", TRANSFER)  # until it moves, an account is not in the books

    answer = teller.ask("/api/billers/t24/balance", account="1007001")

    assert answer.status_code == 200, answer.content
    assert answer.json()["account"] == "1007001"
    assert answer.json()["availableBalance"] == f"{bank.balance('1007001'):.2f}"
    assert answer.json()["currency"] == "MWK"


def test_a_transfer_is_made_once_a_key(bank, supervisor):
    before = available(supervisor, "1007002")

    first = supervisor.pay("t24/transfer", TRANSFER, key="one-transfer")
    again = supervisor.pay("t24/transfer", TRANSFER, key="one-transfer")
    other = supervisor.pay("t24/transfer", {**TRANSFER, "amount": "1.00"}, key="one-transfer")

    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert first.json() == again.json()
    assert first.json()["outcome"] == "ACCEPTED"
    assert available(supervisor, "1007002") - before == Decimal("1500.50")
    assert (other.status_code, error(other)["code"]) == (422, "IDEMPOTENCY_KEY_WAS_USED")


def test_a_transfer_whose_answer_was_lost_is_looked_for_and_not_sent_again(bank, supervisor):
    before = available(supervisor, "1007002")
    bank.billers.order("answer_lost", biller="core_banking")

    lost = supervisor.pay("t24/transfer", TRANSFER, key="one-transfer")
    found = supervisor.pay("t24/transfer", TRANSFER, key="one-transfer")

    assert (lost.status_code, lost.json()["outcome"]) == (202, "UNKNOWN")
    assert (found.status_code, found.json()["outcome"]) == (201, "ACCEPTED")
    assert available(supervisor, "1007002") - before == Decimal("1500.50")


def test_a_teller_may_not_move_money_between_accounts(bank, teller):
    answer = teller.pay("t24/transfer", TRANSFER)

    assert (answer.status_code, error(answer)["code"]) == (403, "PERMISSION_MISSING")


def test_a_transfer_needs_a_key_of_its_own(bank, supervisor):
    answer = supervisor.post("t24/transfer", TRANSFER)

    assert (answer.status_code, error(answer)["code"]) == (400, "IDEMPOTENCY_KEY_MISSING")
