"""A storm: many threads ask and send while the ledger misbehaves, dies and comes back."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from threading import Event, Thread
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from ledger.client import LedgerProblem
from ledger.intents import Intent, IntentRefused
from ledger.models import CommandKind
from ledger.operations.settling import settle_command, sweep
from ledger.operations.submitting import submit_command
from tests.ledger.operations.asking import meant, now
from tests.ledger.simulation import LedgerProcess

K = CommandKind
KINDS = (K.REPAYMENT, K.REPAYMENT, K.LATE_FEE, K.DISHONOUR_FEE, K.FEE_WAIVER)
FAULTS = (
    "lose:rate=0.04",
    "stall:rate=0.01",
    "slow:rate=0.01:seconds=2",
    "abort:rate=0.03",
    "unavailable:rate=0.02",
    "refuse:rate=0.02",
)
THREADS = 8
LONGEST_SECONDS = 300.0


@dataclass
class Storm:
    """What the threads were told: the keys of what became a row, and of what never could."""

    ledger: LedgerProcess
    accounts: Sequence[str]
    by: User
    faults: Sequence[str]
    refused_at_once: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def rage(self, count: int, *, kills: int) -> None:
        """Send many commands from several threads, kill the ledger some times meanwhile."""
        self.ledger.tell(*self.faults)
        with self._in_background(self._sweep), ThreadPoolExecutor(THREADS) as pool:
            done = [pool.submit(self._send_some, thread, count) for thread in range(THREADS)]
            for _ in range(kills):
                time.sleep(3)
                self.ledger.kill()
                self.ledger.start()
                self.ledger.tell(*self.faults)
            self.failures += [error for each in done if (error := each.exception())]

    def _send_some(self, thread: int, count: int) -> None:
        chance = Random(thread)
        try:
            for number in range(thread, count, THREADS):
                self._send(f"storm-{number:08}", self._any_intent(chance), chance)
        finally:
            connection.close()

    def _any_intent(self, chance: Random) -> Intent:
        kind, account = chance.choice(KINDS), chance.choice(self.accounts)
        return meant(kind, account, amount=Decimal(chance.randint(100, 300)) / 100)

    def _send(self, key: str, intent: Intent, chance: Random) -> None:
        """Send one intent until there is a row for it; sometimes send it twice."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < deadline:
            try:
                submit_command(intent=intent, key=key, by=self.by, now=now())
            except LedgerProblem:
                time.sleep(0.1)  # nothing was kept; whoever called comes again
                continue
            except IntentRefused:
                self.refused_at_once.append(key)
                return
            if chance.random() < 0.9:
                return
        raise TimeoutError(f"{key} found no ledger")

    def _sweep(self) -> None:
        """Do what the sweeper and the workers do."""
        while not self.over.wait(0.5):
            for command_id in sweep(now=now()).command_ids:
                settle_command(command_id=command_id, now=now())
        connection.close()

    @contextmanager
    def _in_background(self, act: Any) -> Iterator[None]:
        thread = Thread(target=act)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join()
