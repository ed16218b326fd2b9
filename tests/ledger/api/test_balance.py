"""GET ledger/balance/{accountId} and ledger/health: live, projected, or not at all; never zero."""

from datetime import UTC, datetime

import grpc
import pytest

from ledger.stubs import accounting_ledger_pb2 as pb
from servicing.models import LoanAccount
from tests.ledger.client.ledgers import ScriptedLedger
from tests.ledger.client.test_reads import balance_of
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of

PROJECTED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def projected(db: None) -> str:
    """An account that events have told of."""
    LoanAccount.objects.create(
        loan_account_id="LA-1", current_balance="435.00", currency="AUD", as_of=PROJECTED_AT
    )
    return "LA-1"


def test_a_balance_is_the_ledgers_while_it_answers(
    ledger: ScriptedLedger, program: Program, projected: str
):
    ledger.on("GetBalance", balance_of())

    balance = program.get("/api/ledger/balance/LA-1")

    assert balance == {
        "loanAccountId": "LA-1",
        "principalBalance": "500.00",
        "feeBalance": "80.50",
        "totalOutstanding": "580.50",
        "currency": "AUD",
        "source": "live",
        "asOf": "2026-03-02T23:00:00+11:00",
        "whyNotLive": None,
    }


def test_a_balance_is_projected_and_says_so_while_the_ledger_is_gone(
    ledger: ScriptedLedger, program: Program, projected: str
):
    ledger.stop()

    balance = program.get("/api/ledger/balance/LA-1")

    assert balance["whyNotLive"]
    del balance["whyNotLive"]
    assert balance == {
        "loanAccountId": "LA-1",
        "principalBalance": None,
        "feeBalance": None,
        "totalOutstanding": "435.00",
        "currency": "AUD",
        "source": "projected",
        "asOf": "2026-03-01T20:30:00+11:00",
    }


def test_a_balance_that_the_ledger_leaves_out_is_projected(
    ledger: ScriptedLedger, program: Program, projected: str
):
    ledger.on("GetBalance", pb.GetBalanceResponse())

    balance = program.get("/api/ledger/balance/LA-1")

    assert (balance["source"], balance["totalOutstanding"]) == ("projected", "435.00")


@pytest.mark.parametrize("is_named", [True, False])
def test_a_balance_that_nobody_knows_is_never_zero(
    ledger: ScriptedLedger, program: Program, is_named: bool
):
    if is_named:
        LoanAccount.objects.create(loan_account_id="LA-1")
    ledger.stop()

    answer = program.ask("/api/ledger/balance/LA-1")

    assert answer.status_code == 503
    assert error_of(answer)["code"] == "LEDGER_UNAVAILABLE"
    assert error_of(answer)["nextStep"]


def test_an_account_that_the_ledger_does_not_have_is_not_found(
    ledger: ScriptedLedger, program: Program, projected: str
):
    ledger.fail("GetBalance", grpc.StatusCode.NOT_FOUND, "There is no LA-1.")

    answer = program.ask("/api/ledger/balance/LA-1")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "ACCOUNT_NOT_FOUND"
    assert error_of(answer)["message"] == "There is no LA-1."


def test_health_is_told_with_what_it_means_for_money(ledger: ScriptedLedger, program: Program):
    before = program.get("/api/ledger/health")
    ledger.stop()
    program.ask("/api/ledger/balance/LA-1")  # whoever fails makes it doubtful

    after = program.get("/api/ledger/health")

    assert (before["state"], before["canPost"]) == ("connected", True)
    assert before["latencySeconds"] < 1
    assert (after["state"], after["canPost"], after["latencySeconds"]) == ("offline", False, None)


def test_the_simulators_balance_is_live(ledger_simulator: Simulation, program: Program):
    loan = ledger_simulator.open_account(late_fees="10.00")

    balance = program.get(f"/api/ledger/balance/{loan.loan_account_id}")

    assert balance["source"] == "live"
    assert balance["totalOutstanding"] == "610.00"
