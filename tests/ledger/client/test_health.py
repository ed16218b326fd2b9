"""How the ledger is: what counts as an answer, and how long it is kept."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.client import Health, HealthState, LedgerClient, LedgerUnavailable, get_client
from ledger.client.health import KeptHealth, state_after
from tests.conftest import START_SECONDS, wait_until
from tests.ledger.client.ledgers import ScriptedLedger, running_ledger


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (0.002, "connected"),
        (0.999, "connected"),
        (1.0, "degraded"),
        (5.0, "degraded"),
        (5.01, "offline"),
    ],
)
def test_how_fast_it_answers_is_how_it_is(seconds: float, state: str):
    assert state_after(seconds) == state


def test_a_ledger_that_answers_is_connected(client: LedgerClient):
    health = client.check_health()

    assert health.state is HealthState.CONNECTED
    assert health.latency_seconds is not None
    assert health.latency_seconds < 1


def test_a_ledger_without_a_health_service_has_answered_all_the_same(settings: Any):
    with running_ledger(has_health=False) as ledger:
        settings.LEDGER_ADDRESS = ledger.address

        health = get_client().check_health()

    assert health.state is HealthState.CONNECTED


def test_a_ledger_that_is_gone_is_offline(ledger: ScriptedLedger, client: LedgerClient):
    ledger.stop()

    health = client.check_health()

    assert health.is_offline
    assert health.latency_seconds is None


def test_what_is_known_is_kept_until_a_call_fails(ledger: ScriptedLedger, client: LedgerClient):
    first = client.health()
    ledger.stop()

    assert client.health() is first
    with pytest.raises(LedgerUnavailable):
        client.get_balance(loan_account_id="LA-1")
    assert client.health().is_offline


def test_balances_do_not_wait_for_a_ledger_that_was_just_offline(
    ledger: ScriptedLedger, client: LedgerClient
):
    ledger.stop()

    def wait() -> float:
        wait_until(lambda: client.health().is_offline)
        began = time.monotonic()
        found = client.get_balances(loan_account_ids=["LA-1"], within_seconds=2)
        waited = time.monotonic() - began
        assert isinstance(found["LA-1"], LedgerUnavailable)
        return waited

    assert shortest(wait, tries=5) < 0.1


def shortest(wait: Callable[[], float], *, tries: int) -> float:
    """Return the shortest of some waits, which has least of what else the machine does."""
    return min(wait() for _ in range(tries))


def health_at(state: HealthState) -> Health:
    return Health(state=state, latency_seconds=0.0, checked_at=datetime.now(UTC))


def test_nobody_waits_while_the_ledger_is_asked_anew():
    may_answer = threading.Event()
    answers = iter([HealthState.CONNECTED, HealthState.OFFLINE])

    def ask() -> Health:
        state = next(answers)
        if state is HealthState.OFFLINE:
            may_answer.wait(START_SECONDS)
        return health_at(state)

    kept = KeptHealth(ask)
    first = kept.latest()
    kept.expire()

    assert kept.latest() is first
    may_answer.set()
    wait_until(lambda: kept.latest().is_offline)


def test_a_ledger_that_hangs_from_the_start_holds_nobody_up_for_long():
    may_answer = threading.Event()

    def ask() -> Health:
        may_answer.wait(START_SECONDS)
        return health_at(HealthState.OFFLINE)

    def wait() -> float:
        began = time.monotonic()
        first = KeptHealth(ask).latest()
        assert first.state is HealthState.DEGRADED
        return time.monotonic() - began

    assert shortest(wait, tries=3) < 1.5
    may_answer.set()
