"""Billers and core banking that answer nonsense: callers hear whose fault it is, and no secret."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from billers.models import BillerConfig, BillerTransaction, CoreTransfer, LookupRecord
from billie.staff.roles import Role
from tests.billers.api.conftest import Caller, error
from tests.billers.operations.conftest import lone_bank
from tests.billie.staff.people import person

__all__ = ["lone_bank"]

HOSTNAME = Path("/etc/hostname")
PAYER, OTHER, POOR, NOBODY = "1007001", "1007002", "1266405", "1266404"
SHORT_MS = 1000


@pytest.fixture
def teller(lone_bank):
    return Caller(lone_bank.teller)


@pytest.fixture
def supervisor(lone_bank):
    return Caller(person(Role.SUPERVISOR))


#   what befalls a question to a biller
NOT_ANSWERED = [
    "silent", "answer_lost", "answer_cut", "reset", "error_before", "garbage", "empty", "page",
    "dtd", "entities", "huge", "deep", "encoding", "wrong_account", "strange_word",
]  # fmt: skip
NONSENSE = {
    **dict.fromkeys(NOT_ANSWERED, "BILLER_NOT_ANSWERING"),
    "redirect": "BILLER_REFUSES_US",  # the address in its configuration is not right any more
}


@pytest.mark.parametrize("fault", NONSENSE)
def test_a_question_that_is_answered_with_nonsense_teaches_nothing(teller, lone_bank, fault):
    timeout = {"timeout_ms": SHORT_MS} if fault == "silent" else {}
    BillerConfig.objects.update(retry_attempts=0, **timeout)
    lone_bank.billers.order(fault, kind="look_up", biller="REGISTER_GENERAL")

    answer = teller.pay(
        "invoice/confirm", {"billerType": "register_general", "invoiceNumber": "RG1"}
    )

    assert (answer.status_code, error(answer)["code"]) == (502, NONSENSE[fault])
    assert error(answer)["nextStep"].startswith("Nothing was paid.")
    assert HOSTNAME.read_text().strip() not in answer.content.decode()
    assert LookupRecord.objects.get().result == "FAILED"
    assert not BillerTransaction.objects.exists()


def test_an_invoice_of_another_amount_than_was_shown_is_not_paid(teller, lone_bank):
    shown = teller.get("/api/billers/invoice", billerType="register_general", accountNumber="RG1")
    lone_bank.billers.order("wrong_amount", kind="look_up", biller="REGISTER_GENERAL")

    answer = teller.pay(
        "invoice/confirm",
        {"billerType": "register_general", "invoiceNumber": "RG1", "amount": shown["amount"]},
    )

    assert (answer.status_code, error(answer)["code"]) == (409, "AMOUNT_CHANGED")
    assert not BillerTransaction.objects.exists()


class Told(NamedTuple):
    """What a transfer between two accounts comes to, and what is really moved."""

    status: int
    outcome: str
    is_moved: bool


TRANSFERS: dict[str, tuple[str, dict[str, str], Told]] = {
    "the payer has too little": ("", {"debitAccount": POOR}, Told(201, "DECLINED", False)),
    "the payer is nobody": ("", {"debitAccount": NOBODY}, Told(201, "DECLINED", False)),
    "failed with HTTP 200": ("refuse_setup", {}, Told(201, "DECLINED", False)),
    "success and an error": ("contradiction", {}, Told(202, "UNKNOWN", True)),
    "a word that is not known": ("strange_word", {}, Told(202, "UNKNOWN", True)),
    "garbage": ("garbage", {}, Told(202, "UNKNOWN", True)),
    "another amount": ("wrong_amount", {}, Told(202, "UNKNOWN", True)),
    "HTTP 502": ("error", {}, Told(202, "UNKNOWN", True)),
}


@pytest.mark.parametrize("happens", TRANSFERS)
def test_a_transfer_is_told_as_what_is_certain(supervisor, lone_bank, happens):
    fault, changes, must_be = TRANSFERS[happens]
    if fault:
        lone_bank.billers.order(fault, biller="core_banking")
    asked = {"debitAccount": PAYER, "creditAccount": OTHER, "amount": "500.00", **changes}

    answer = supervisor.pay("t24/transfer", asked)

    told = answer.json()
    assert (answer.status_code, told["outcome"]) == must_be[:2]
    assert len(lone_bank.billers.payments("core_banking")) == must_be.is_moved


#   a transfer that cannot be meant                   and the field that is to blame
NO_TRANSFER: dict[str, tuple[dict[str, Any], str]] = {
    "an account as a number": ({"debitAccount": 1007001}, "debitAccount"),
    "an amount as a float": ({"amount": 5.5}, "amount"),
    "nothing": ({"amount": "0"}, "amount"),
    "three decimals": ({"amount": "5.005"}, "amount"),
    "no such currency": ({"currency": "kwacha"}, "currency"),
    "no account": ({"creditAccount": ""}, "creditAccount"),
}


@pytest.mark.parametrize("sent", NO_TRANSFER)
def test_a_transfer_that_cannot_be_meant_is_refused_at_its_field(supervisor, lone_bank, sent):
    changes, field = NO_TRANSFER[sent]
    asked = {"debitAccount": PAYER, "creditAccount": OTHER, "amount": "500.00", **changes}

    answer = supervisor.pay("t24/transfer", asked)

    assert (answer.status_code, list(error(answer)["fields"])) == (400, [field])
    assert not CoreTransfer.objects.exists()
    assert lone_bank.billers.calls("CORE_BANKING") == []


#   what befalls a balance
BALANCES = {
    "": (404, "ACCOUNT_NOT_FOUND"),
    "garbage": (502, "CORE_BANKING_NOT_ANSWERING"),
    "page": (502, "CORE_BANKING_NOT_ANSWERING"),
    "error_before": (502, "CORE_BANKING_NOT_ANSWERING"),
}


@pytest.mark.parametrize("fault", BALANCES, ids=lambda fault: fault or "no records")
def test_a_balance_that_is_not_known_is_never_zero(teller, lone_bank, fault):
    if fault:
        lone_bank.billers.order(fault, kind="look_up", biller="core_banking", times=9)

    answer = teller.ask("/api/billers/t24/balance", account=PAYER if fault else NOBODY)

    assert (answer.status_code, error(answer)["code"]) == BALANCES[fault]
