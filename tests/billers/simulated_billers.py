"""The simulated billers for tests: in a thread of this process, or as a process of their own."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from billers.simulator import server
from billers.simulator.journal import Journal
from billers.simulator.simulator import Habits, Simulator
from tests.billers.plain_client import PATIENCE_SECONDS, Seen, ask

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
LOOPBACK = "127.0.0.1"


class SimulatedBillers:
    """What a test may ask and tell the simulated billers at an address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.patience = PATIENCE_SECONDS

    def ask(self, path: str, **request: Any) -> Seen:
        """Send a plain request, and wait `patience` seconds for each part of the answer."""
        return ask(self.url, path, patience=self.patience, **request)

    def control(self, path: str, **request: Any) -> Any:
        """Send a request to the simulator itself, and return its JSON."""
        seen = self.ask(path, **request)
        assert seen.status == 200, seen.body
        return seen.json

    def order(self, fault: str, **more: Any) -> None:
        """Order a fault for the next calls; `more` is what `/_faults` takes beside its name."""
        self.control("/_faults", method="POST", body={"fault": fault, **more})

    def trouble(self, rate: float, **more: Any) -> None:
        """Let payments go wrong by chance."""
        self.control("/_faults", method="PUT", body={"rate": rate, **more})

    def calm(self) -> None:
        """Let nothing more go wrong."""
        self.control("/_faults", method="DELETE")

    def book(self, biller: str) -> dict[str, Any]:
        """Return what a biller really took, or core banking's accounts and transfers."""
        book: dict[str, Any] = self.control(f"/_books/{biller}")
        return book

    def payments(self, biller: str) -> list[dict[str, Any]]:
        """Return the payments that a biller really took."""
        payments: list[dict[str, Any]] = self.book(biller)["payments"]
        return payments

    def calls(self, biller: str) -> list[dict[str, Any]]:
        """Return the calls that reached a biller, the oldest first."""
        found = self.control("/_calls")["calls"]
        return [call for call in found if call["biller"] == biller.upper()]


class SimulatedBillersHere(SimulatedBillers):
    """Simulated billers in this process, where a test may let their time pass."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._ahead = timedelta()

    def clock(self) -> datetime:
        """Return what time it is at the billers."""
        return datetime.now(UTC) + self._ahead

    def later(self, **time: float) -> None:
        """Let time pass at the billers, so that what is on its way arrives."""
        self._ahead += timedelta(**time)


@contextlib.contextmanager
def billers_in_a_thread(
    habits: Habits | None = None, books: Path | None = None
) -> Iterator[SimulatedBillersHere]:
    """Give simulated billers in a thread of this process."""
    journal = Journal(books)
    listener = server.listen(LOOPBACK, 0)
    is_up = threading.Event()
    told: list[Callable[[], object]] = []
    errors: list[object] = []

    async def serve() -> None:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, error: errors.append(error))
        told.append(lambda: loop.call_soon_threadsafe(stopping.set))
        simulator = Simulator(journal, habits or Habits(), billers.clock)
        await server.run(simulator, listener, stopping=stopping, is_up=is_up.set)

    billers = SimulatedBillersHere(f"http://{LOOPBACK}:{listener.getsockname()[1]}")
    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    try:
        assert is_up.wait(START_SECONDS)
        yield billers
    finally:
        told[0]()
        thread.join(START_SECONDS)
        journal.close()
    assert errors == []


class BillersProcess(SimulatedBillers):
    """Simulated billers as a program: it can be killed, and started again on the same port."""

    def __init__(self, books: Path, *words: str) -> None:
        """Prepare; `words` are more options of the command."""
        super().__init__("")
        self._words = ("--books", str(books), *words)
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the program, on the port that it had before, and wait until it answers."""
        words = ("run_biller_simulator", "--port", str(self._port), *self._words)
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout
        sentence = self._process.stdout.readline()
        assert "answer at http://" in sentence, sentence + self._process.stdout.read()
        self.url = sentence.split("answer at ")[1].split("/ ")[0]
        self._port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """End the program without a warning."""
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End the program by a signal; return its exit code and what else it said."""
        assert self._process
        if self._process.poll() is None:
            self._process.send_signal(number)
        said, _ = self._process.communicate(timeout=START_SECONDS)
        return self._process.returncode, said
