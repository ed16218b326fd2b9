"""Posting money while the ledger refuses, stalls, loses answers or is away: WIRE 2's table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models.signals import post_save

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from tests.ledger.api.posting import K, fresh_key, post
from tests.ledger.operations.asking import APPROVED, KINDS, account_for, bring_back, settle
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of

EACH = pytest.mark.parametrize("kind", KINDS)
NEVER_ANSWERED = {"stall", "slow"}
"""Faults that end with our own deadline; all others are answered, however long it takes."""


@pytest.fixture
def teller(db: None) -> Program:
    return Program(Role.OPERATIONS)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("refuse", 422, "LEDGER_REJECTED"),
        ("abort", 409, "LEDGER_BUSY"),
        ("lose", 503, "LEDGER_OUTCOME_UNKNOWN"),
        ("stall", 503, "LEDGER_OUTCOME_UNKNOWN"),
        ("slow", 503, "LEDGER_OUTCOME_UNKNOWN"),
    ],
)
def test_what_the_ledger_does_is_answered_by_the_table_with_the_command(
    fault: str, status: int, code: str,
    teller: Program, ledger_simulator: Simulation, settings: Any,
):  # fmt: skip
    if fault in NEVER_ANSWERED:
        settings.LEDGER_WRITE_SECONDS = 0.5
    account = account_for(K.REPAYMENT, ledger_simulator)
    ledger_simulator.faults.add(fault, next=1)

    answer = post(teller, K.REPAYMENT, account)

    command = MoneyCommand.objects.get()
    assert (answer.status_code, error_of(answer)["code"]) == (status, code)
    assert error_of(answer)["commandId"] == command.pk
    assert answer.headers["Location"] == f"/api/ledger/commands/{command.pk}"
    assert error_of(answer)["nextStep"]


@EACH
def test_after_a_lost_answer_the_same_key_gets_the_posting(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(kind, ledger_simulator), fresh_key()
    ledger_simulator.faults.add("lose", next=1)
    first = post(teller, kind, account, key=key)

    again = post(teller, kind, account, key=key)

    if kind in APPROVED:  # nothing was sent yet, so nothing was lost
        assert first.status_code == again.status_code == 202
        return
    assert (first.status_code, again.status_code) == (503, 201)
    assert ledger_simulator.books(account).kinds().count(kind.value) == 1


@EACH
def test_money_is_read_only_on_the_server_while_the_ledger_is_offline(
    kind: CommandKind, teller: Program, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    ledger_simulator.stop()

    answer = post(teller, kind, account)

    assert answer.status_code == 503
    assert error_of(answer)["code"] == "LEDGER_UNAVAILABLE"
    assert error_of(answer)["nextStep"]
    assert not MoneyCommand.objects.exists()


def test_a_ledger_that_dies_between_the_look_and_the_order_leaves_a_draft_for_the_same_key(
    teller: Program, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), fresh_key()

    with dies_once_the_row_is_there(ledger_simulator):
        lost = post(teller, K.REPAYMENT, account, key=key)
    bring_back(ledger_simulator)
    again = post(teller, K.REPAYMENT, account, key=key)

    assert (lost.status_code, error_of(lost)["code"]) == (503, "LEDGER_UNAVAILABLE")
    assert error_of(lost)["commandId"] == again.json()["id"]
    assert again.status_code == 201
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


@contextmanager
def dies_once_the_row_is_there(ledger: Simulation) -> Iterator[None]:
    """Let the ledger die between the look at the account and the order."""

    def die(created: bool, **_signal: Any) -> None:
        if created:
            ledger.stop()

    post_save.connect(die, sender=MoneyCommand)
    try:
        yield
    finally:
        post_save.disconnect(die, sender=MoneyCommand)


def test_a_settled_command_answers_its_key_for_ever(teller: Program, ledger_simulator: Simulation):
    account, key = account_for(K.REPAYMENT, ledger_simulator), fresh_key()
    ledger_simulator.faults.add("lose", next=1)
    post(teller, K.REPAYMENT, account, key=key)
    settle(MoneyCommand.objects.get())
    ledger_simulator.stop()

    answer = post(teller, K.REPAYMENT, account, key=key)

    assert answer.status_code == 201
