"""Money commands for the benchmark: from row over gRPC to row, and on to what staff see."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle
from typing import Any

from support import harness

SENDERS = 8  # more than the rate needs, so that a slow one does not hold the others up
SHARES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
WARM_UP, PATIENCE_SECONDS, GLANCE_SECONDS = 5, 60.0, 0.002


def measure_commands(accounts: Sequence[str], *, rate: int, seconds: int) -> dict[str, Any]:
    """Send repayments at a steady rate; each takes from its moment until its row is settled.

    A command that could not begin in time counts from when it should have.
    """
    act = _Repayments(accounts)
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(act.post, range(SENDERS)))  # connections
        began = time.perf_counter() + 0.2

        def post_at(number: int) -> float:
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            act.post(number)
            return time.perf_counter() - due

        times = list(pool.map(post_at, range(rate * seconds)))
    took = time.perf_counter() - began
    return {"a_second": round(len(times) / took, 1), **_percentiles(times)}


def measure_most_commands(accounts: Sequence[str], *, seconds: int) -> dict[str, Any]:
    """Send repayments as fast as four people who do nothing else can."""
    act, people = _Repayments(accounts), 4
    until = time.perf_counter() + seconds

    def post_until_then(person: int) -> int:
        count = 0
        while time.perf_counter() < until:
            act.post(person)
            count += 1
        return count

    with ThreadPoolExecutor(people) as pool:
        return {"a_second": round(sum(pool.map(post_until_then, range(people))) / seconds, 1)}


def measure_visible(accounts: Sequence[str], *, repeats: int) -> dict[str, Any]:
    """Return how long it takes from a click, and from the posting, until the projection has it."""
    act = _Repayments(accounts)
    clicks, postings = [], []
    with _running_consumer():
        for number in range(repeats + WARM_UP):
            clicked = time.perf_counter()
            command = act.post(number)
            posted = time.perf_counter()
            _wait_until_visible(command)
            if number >= WARM_UP:  # at first the consumer catches up with all that was posted
                clicks.append(time.perf_counter() - clicked)
                postings.append(time.perf_counter() - posted)
    return {"from_posting": _percentiles(postings), "from_click": _percentiles(clicks)}


class _Repayments:
    """Small repayments by one person, one account after the other."""

    def __init__(self, accounts: Sequence[str]) -> None:
        from django.contrib.auth.models import User

        logging.disable(logging.WARNING)  # a line for each audit entry
        self._accounts: Iterator[str] = cycle(accounts)
        self._by, _ = User.objects.get_or_create(username="bench")

    def post(self, _number: int) -> Any:
        from ledger.intents import Intent
        from ledger.models import CommandKind
        from ledger.operations.requesting import mint_key
        from ledger.operations.submitting import submit_command

        intent = Intent(
            kind=CommandKind.REPAYMENT,
            loan_account_id=next(self._accounts),
            currency="AUD",
            amount=Decimal("0.01"),
        )
        command = submit_command(intent=intent, key=mint_key(), by=self._by, now=datetime.now(UTC))
        assert command.state == "POSTED", (command.state, command.outcome_message)
        return command


def _wait_until_visible(command: Any) -> None:
    from servicing.models import LoanAccount

    expected = Decimal(command.result["after"]["total"])
    account = LoanAccount.objects.filter(pk=command.loan_account_id, current_balance=expected)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not account.exists():
        if time.monotonic() > deadline:
            raise SystemExit("the projection did not follow")
        time.sleep(GLANCE_SECONDS)


@contextmanager
def _running_consumer() -> Iterator[None]:
    consumer = subprocess.Popen([sys.executable, harness.CONSUMER])
    try:
        time.sleep(3)
        yield
    finally:
        consumer.terminate()
        consumer.wait(10)


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    return {
        name: round(harness.percentile(seconds, share) * 1000, 1) for name, share in SHARES.items()
    }
