"""Core banking at its worst (WIRE 4): a hold, a capture and a release that go wrong in every way.

Whatever happens, money is moved once, and each tambala is in an account that it belongs to.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from billers.models import Attempt, BillerTransaction, Evidence, Leg
from billers.operations.calling import call
from billers.operations.claiming import claim
from billers.operations.recording import record_answer
from tests.billers.operations.desk import Desk
from tests.billers.operations.weather import (
    ACCOUNT,
    PAYER,
    SUSPENSE,
    pay_at,
    settle_by_itself,
)

BILLER, THEIRS = "MASM", "MASMAID"
DECLINED_ACCOUNT = "22003366601"
ANSWER, NOT_SENT = Evidence.Source.ANSWER, "NOT_SENT"
POOR, NOBODY = "1266405", "1266404"


class Befalls(NamedTuple):
    """A fault of a transfer: how the leg stands first, and whether the money was really moved."""

    fault: str
    outcome: str
    is_alarm: bool = False
    is_moved: bool = True


#   what core banking does
FAULTS = {
    "the answer is lost": Befalls("answer_lost", "UNKNOWN"),
    "a reset before it was moved": Befalls("reset_before", "UNKNOWN", is_moved=False),
    "HTTP 503, and it was not moved": Befalls("error_before", "UNKNOWN", is_moved=False),
    "HTTP 502, and it was moved": Befalls("error", "UNKNOWN"),
    "a page": Befalls("page", "UNKNOWN", is_alarm=True),
    "nothing": Befalls("empty", "UNKNOWN", is_alarm=True),
    "garbage": Befalls("garbage", "UNKNOWN", is_alarm=True),
    "50 MB": Befalls("huge", "UNKNOWN"),
    "100 000 levels": Befalls("deep", "UNKNOWN", is_alarm=True),
    "the JSON comes twice": Befalls("duplicate", "UNKNOWN", is_alarm=True),
    "a status that is not known": Befalls("strange_word", "UNKNOWN"),
    "success and an error at once": Befalls("contradiction", "UNKNOWN", is_alarm=True),
    "another amount": Befalls("wrong_amount", "UNKNOWN", is_alarm=True),
    "another reference": Befalls("wrong_reference", "UNKNOWN", is_alarm=True),
    "another account": Befalls("wrong_account", "UNKNOWN", is_alarm=True),
    "a reference without end": Befalls("endless_receipt", "UNKNOWN", is_alarm=True),
    "failed with HTTP 200": Befalls("refuse_setup", "DECLINED", is_moved=False),
}


def befall(bank: Desk, fault: str, *, after_the_hold: bool = False) -> None:
    """Let a fault befall the next transfer, or the one after the hold."""
    if after_the_hold:
        bank.billers.order("slow", seconds=0, biller="core_banking")
    bank.billers.order(fault, biller="core_banking")


def moved(bank: Desk, debit: str, credit: str) -> list[Decimal]:
    """Return what core banking really moved from one account to another, in order."""
    rows = bank.billers.payments("core_banking")
    return [
        Decimal(row["amount"])
        for row in rows
        if (row["account"], row["to_account"]) == (debit, credit)
    ]


def outcomes(payment: BillerTransaction, leg: Leg) -> list[str]:
    """Return how the calls of a leg ended, in order."""
    return list(payment.attempts.filter(leg=leg).order_by("pk").values_list("outcome", flat=True))


def core_calls(bank: Desk) -> Iterator[str]:
    """Yield what core banking was asked for, in order."""
    return (call["operation"] for call in bank.billers.calls("core_banking"))


@pytest.mark.parametrize("happens", FAULTS)
def test_a_hold_that_nobody_knows_of_is_searched_for_before_anything_else(lone_bank, happens):
    fault = FAULTS[happens]
    befall(lone_bank, fault.fault)

    payment = pay_at(lone_bank, BILLER)

    is_unknown = fault.outcome == "UNKNOWN"
    assert payment.hold_outcome == fault.outcome
    assert payment.status == ("UNKNOWN" if is_unknown else "FAILED")
    assert payment.has_alarm is fault.is_alarm
    assert not payment.attempts.filter(leg=Leg.PAY).exists()
    after = settle_by_itself(lone_bank, payment)
    assert after.status == ("COMPLETED" if fault.is_moved else "FAILED")
    assert len(moved(lone_bank, PAYER, SUSPENSE)) == fault.is_moved
    assert len(lone_bank.taken(BILLER, ACCOUNT)) == fault.is_moved
    assert lone_bank.balance(SUSPENSE) == 0
    if is_unknown:
        assert list(core_calls(lone_bank))[:2] == ["transfer", "search"]


@pytest.mark.parametrize("happens", FAULTS)
def test_a_capture_that_goes_wrong_is_made_once_in_the_end(lone_bank, happens):
    fault = FAULTS[happens]
    befall(lone_bank, fault.fault, after_the_hold=True)

    payment = pay_at(lone_bank, BILLER)

    assert (payment.pay_outcome, payment.capture_outcome) == ("ACCEPTED", fault.outcome)
    assert payment.status == "UNKNOWN"
    assert payment.has_alarm is fault.is_alarm
    after = settle_by_itself(lone_bank, payment)
    assert after.status == "COMPLETED"
    assert moved(lone_bank, SUSPENSE, THEIRS) == [payment.amount]
    assert len(lone_bank.taken(BILLER, ACCOUNT)) == 1
    assert lone_bank.balance(SUSPENSE) == 0


@pytest.mark.parametrize("happens", FAULTS)
def test_a_release_that_goes_wrong_gives_the_money_back_once_in_the_end(lone_bank, happens):
    fault = FAULTS[happens]
    befall(lone_bank, fault.fault, after_the_hold=True)

    payment = pay_at(lone_bank, "LWB_POSTPAID", DECLINED_ACCOUNT)

    assert (payment.pay_outcome, payment.release_outcome) == ("DECLINED", fault.outcome)
    assert payment.status == "UNKNOWN"
    after = settle_by_itself(lone_bank, payment)
    assert after.status == "FAILED"
    assert moved(lone_bank, SUSPENSE, PAYER) == [payment.amount]
    assert lone_bank.balance(SUSPENSE) == 0


#   the customer's account             what staff read
NO_HOLD: dict[str, Any] = {
    POOR: "There is not enough money in the account.",
    NOBODY: "Core banking has no such account.",
}


@pytest.mark.parametrize("account", NO_HOLD)
def test_without_a_hold_the_biller_is_not_even_asked(lone_bank, account):
    payment = lone_bank.pay(BILLER, ACCOUNT, debit_account=account)

    (hold,) = payment.attempts.all()
    assert (payment.status, payment.hold_outcome) == ("FAILED", "DECLINED")
    assert hold.error_message == NO_HOLD[account]
    assert hold.http_status == (404 if account == NOBODY else 200)
    assert lone_bank.billers.calls(BILLER) == []
    assert lone_bank.billers.payments("core_banking") == []


def test_a_hold_that_is_made_late_is_not_made_twice(lone_bank):
    lone_bank.billers.order("late", seconds=3600, biller="core_banking")
    payment = pay_at(lone_bank, BILLER)

    early = lone_bank.wait(payment)
    lone_bank.billers.later(hours=1)
    after = lone_bank.wait(early)

    assert early.status == "UNKNOWN"
    assert after.status == "COMPLETED"
    assert len(moved(lone_bank, PAYER, SUSPENSE)) == 1
    assert outcomes(after, Leg.HOLD) == ["UNKNOWN"]
    assert Attempt.objects.filter(leg=Leg.QUERY).count() == 2


#   where core banking cannot be reached      where, what it must come to, and by whom it is paid
UNREACHED = {
    "before the hold": (0, "FAILED", "MASM", ACCOUNT),
    "before the capture": (1, "COMPLETED", "MASM", ACCOUNT),
    "before the release": (1, "FAILED", "LWB_POSTPAID", DECLINED_ACCOUNT),
}


@pytest.mark.parametrize("when", UNREACHED)
def test_what_could_not_be_asked_of_core_banking_is_asked_later(lone_bank, settings, when):
    steps, end, biller, account = UNREACHED[when]
    payment = lone_bank.ask(biller, account, debit_account=PAYER)
    for _ in range(steps):
        hold = claim(payment_id=payment.pk, now=lone_bank.at)
        reply = call(hold.payment, hold.attempt)
        record_answer(attempt_id=hold.attempt.pk, reply=reply, source=ANSWER, now=lone_bank.at)
    address, settings.T24_API_URL = settings.T24_API_URL, "http://127.0.0.1:9/t24"

    down = lone_bank.advance(payment)

    assert NOT_SENT in {down.hold_outcome, down.capture_outcome, down.release_outcome}
    assert lone_bank.balance(SUSPENSE) == payment.amount * steps
    settings.T24_API_URL = address
    after = settle_by_itself(lone_bank, down)
    assert after.status == end
    assert lone_bank.balance(SUSPENSE) == 0
    assert len(lone_bank.billers.payments("core_banking")) == 2 * steps
