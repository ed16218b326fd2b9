"""Ledgers that are really killed: before an order there is certainty, in the middle there is none.

What gRPC says in each case is in decision 9.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.client import LedgerUnavailable, OutcomeUnknown, forget_clients, get_client
from tests.conftest import START_SECONDS
from tests.ledger.client.test_orders import KEY, REPAYMENT
from tests.ledger.noticing import wait_until_noticed

Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def start(settings: Any) -> Iterator[Start]:
    """Starts a ledger in a process of its own, and points the settings there."""
    started: list[subprocess.Popen[str]] = []

    def start_one(behaviour: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.client.dying_ledger", behaviour],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        settings.LEDGER_ADDRESS = f"127.0.0.1:{process.stdout.readline().strip()}"
        return process

    yield start_one
    for process in started:
        process.kill()
        process.wait(START_SECONDS)
        assert process.stdout is not None
        process.stdout.close()
    forget_clients()


def test_a_ledger_that_dies_in_the_middle_leaves_the_outcome_unknown(start: Start):
    start("die")

    with pytest.raises(OutcomeUnknown):
        get_client().post(REPAYMENT, key=KEY)


def test_a_ledger_that_is_killed_in_the_middle_leaves_the_outcome_unknown(start: Start):
    process = start("hang")
    assert process.stdout is not None

    def kill_once_taken(stdout: Any) -> None:
        stdout.readline()
        process.kill()

    threading.Thread(target=kill_once_taken, args=[process.stdout]).start()

    with pytest.raises(OutcomeUnknown):
        get_client().post(REPAYMENT, key=KEY)


def test_an_order_after_the_death_was_certainly_not_sent(start: Start, settings: Any):
    process = start("hang")
    get_client().check_health()
    process.kill()
    process.wait(START_SECONDS)
    wait_until_noticed(settings.LEDGER_ADDRESS)

    with pytest.raises(LedgerUnavailable, match="not sent"):
        get_client().post(REPAYMENT, key=KEY)


def test_a_ledger_that_stands_still_leaves_the_outcome_unknown(start: Start, settings: Any):
    settings.LEDGER_WRITE_SECONDS = 0.5
    process = start("hang")
    get_client().check_health()
    process.send_signal(signal.SIGSTOP)

    with pytest.raises(OutcomeUnknown, match="DEADLINE"):
        get_client().post(REPAYMENT, key=KEY)
