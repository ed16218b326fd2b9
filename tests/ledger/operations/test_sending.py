"""Sending: what each answer of the ledger makes of a command, and who may be first."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from ledger.client import get_client
from ledger.models import CommandKind, CommandMove, MoneyCommand
from ledger.operations.settling import sweep
from ledger.operations.trying import try_command
from tests.ledger.operations.asking import (
    account_for,
    ask,
    bring_back,
    meant,
    moves_of,
    now,
    send,
    settle,
)
from tests.ledger.simulation import Simulation

K = CommandKind
NEVER_ANSWERED = {"stall", "slow"}
"""Faults that end with our own deadline; all others are answered, however long it takes."""


@pytest.fixture
def account(ledger_simulator: Simulation) -> str:
    return account_for(K.REPAYMENT, ledger_simulator)


def test_a_posting_is_kept_with_all_that_the_ledger_said(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = send(ask(meant(K.REPAYMENT, account, amount=Decimal("700.00")), olive))

    assert command.result is not None
    assert command.result["allocation"] == {
        "fees": "100.00",
        "principal": "500.00",
        "overpayment": "100.00",
    }
    assert command.result["after"]["total"] == "0.00"
    assert len(command.result["instalments"]) == 4
    assert command.event_id
    assert command.settled_at is not None
    assert command.claimed_until is None


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("lose", "UNKNOWN", "LEDGER_OUTCOME_UNKNOWN"),
        ("stall", "UNKNOWN", "LEDGER_OUTCOME_UNKNOWN"),
        ("slow", "UNKNOWN", "LEDGER_OUTCOME_UNKNOWN"),
        ("unavailable", "UNKNOWN", "LEDGER_OUTCOME_UNKNOWN"),
        ("abort", "SENDING", "LEDGER_BUSY"),
        ("refuse", "REFUSED", "LEDGER_REJECTED"),
    ],
)
def test_each_fault_puts_a_command_where_the_table_says(
    fault: str, state: str, code: str,
    olive: User, account: str, ledger_simulator: Simulation, settings: Any,
):  # fmt: skip
    if fault in NEVER_ANSWERED:
        settings.LEDGER_WRITE_SECONDS = 0.5
    ledger_simulator.faults.add(fault, next=1)

    command = send(ask(meant(K.REPAYMENT, account), olive))

    assert (command.state, command.outcome_code) == (state, code)
    proof = CommandMove.objects.filter(command=command).latest("id").evidence
    assert proof is not None
    assert proof["code"] == code
    assert (command.next_attempt_at is not None) == (state in {"UNKNOWN", "SENDING"})


@pytest.mark.parametrize("fault", ["lose", "stall", "slow", "unavailable", "abort"])
def test_after_every_fault_the_command_is_posted_once(
    fault: str, olive: User, account: str, ledger_simulator: Simulation, settings: Any
):
    settings.LEDGER_WRITE_SECONDS = 0.5
    ledger_simulator.faults.add(fault, next=1, seconds=1.0)
    command = send(ask(meant(K.REPAYMENT, account), olive))
    settings.LEDGER_WRITE_SECONDS = 45.0

    settled = settle(command)

    while settled.state == "SENDING":  # the first try may still hold the account
        settled = settle(command)
    assert settled.state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_a_ledger_that_dies_before_the_call_leaves_a_draft(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account), olive)
    ledger_simulator.stop()

    unsent = send(command)
    bring_back(ledger_simulator)

    assert (unsent.state, unsent.outcome_code) == ("DRAFT", "LEDGER_UNAVAILABLE")
    assert sweep(now=now(hours=1)).command_ids == []
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 0


def test_a_ledger_away_after_the_call_leaves_the_command_unknown(
    olive: User, account: str, ledger_simulator: Simulation
):
    ledger_simulator.faults.add("lose", next=1)
    command = send(ask(meant(K.REPAYMENT, account), olive))
    ledger_simulator.stop()

    away = settle(command)
    bring_back(ledger_simulator)
    back = settle(command)

    assert (away.state, away.attempts) == ("UNKNOWN", 1)
    assert away.sent_at is not None
    assert back.state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_a_ledger_that_is_away_without_being_known_to_be_proves_nothing_about_an_earlier_try(
    olive: User, account: str, ledger_simulator: Simulation
):
    ledger_simulator.faults.add("lose", next=1)
    command = send(ask(meant(K.REPAYMENT, account), olive))
    assert get_client().health().state == "connected"
    ledger_simulator.stop()

    away = try_command(command_id=command.pk, now=now())

    assert (away.state, away.outcome_code) == ("UNKNOWN", "LEDGER_UNAVAILABLE")
    assert away.sent_at is not None


def test_a_payment_that_is_done_before_is_ours_only_if_the_books_say_so(
    olive: User, ledger_simulator: Simulation
):
    account = account_for(K.DISBURSEMENT, ledger_simulator)
    first, second = (ask(meant(K.DISBURSEMENT, account), olive) for _ in range(2))

    posted, refused = send(first), send(second)

    assert posted.state == "POSTED"
    assert (refused.state, refused.outcome_code) == ("REFUSED", "DUPLICATE_OPERATION")


def test_our_own_posting_is_found_when_a_ledger_that_forgot_the_key_says_no(
    olive: User, ledger_simulator: Simulation
):
    account = account_for(K.FEE_WAIVER, ledger_simulator)
    ledger_simulator.faults.add("lose", next=1)
    intent = meant(K.FEE_WAIVER, account, amount=Decimal("50.00"))
    lost = send(ask(intent, olive))
    send(ask(intent, olive))  # of the 100.00 owed nothing is left to waive
    ledger_simulator.faults.honours_keys = False

    settled = settle(lost)

    assert settled.state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("FEE_WAIVER") == 2


def test_a_busy_ledger_is_asked_again_with_growing_gaps(
    olive: User, account: str, ledger_simulator: Simulation
):
    ledger_simulator.faults.add("abort")
    command = send(ask(meant(K.REPAYMENT, account), olive))
    gaps = []

    for _ in range(6):
        command = settle(command)
        assert command.next_attempt_at is not None
        answered_at = CommandMove.objects.filter(command=command).latest("id").at
        gaps.append((command.next_attempt_at - answered_at) / timedelta(seconds=1))

    assert gaps == [15, 60, 300, 1800, 1800, 1800]
    assert moves_of(command)[-1] == ("SENDING", "SENDING")


def test_somebody_who_comes_second_finds_the_command_being_sent(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account), olive)
    MoneyCommand.objects.filter(pk=command.pk).update(
        claimed_until=now(seconds=60), next_attempt_at=now(seconds=60), attempts=1, sent_at=now()
    )

    second = send(command)

    assert (second.state, second.attempts) == ("SENDING", 1)
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 0
