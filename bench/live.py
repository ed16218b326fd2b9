"""Two hundred open streams in one process: from a move to each browser, and none lost.

The move is a payment that is taken on; the time runs from before it is written until a client has
its line, and how long the writing took is told beside it. Moves begin when all streams are open.
Half-way every client hangs up at a moment of its own, and comes back with the id that it saw last:
at the end each must have seen every move.
"""

import argparse
import asyncio
import logging
import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import httpx
from support import desks, harness

STREAMS, RATE, SECONDS = 200, 10.0, 30
START_SECONDS, OPENING_SECONDS, SETTLE_SECONDS, MOST_AWAY_SECONDS = 60.0, 60.0, 10.0, 2.0
MOVED = re.compile(rb'"id":"(TXN-[0-9A-Z]+)"')


@dataclass
class Moves:
    """What was moved, when, and how long it took to write."""

    at: dict[bytes, float] = field(default_factory=dict)
    writing: list[float] = field(default_factory=list)
    is_over: bool = False

    def make(self, *, rate: float, seconds: int) -> None:
        """Take payments on at a steady rate."""
        from django.utils import timezone

        from billers.operations.requesting import request_payment

        by, began = desks.somebody(), time.perf_counter()
        wanted = desks.intents(int(rate * seconds), with_core_banking=False)
        for place, (config, intent) in enumerate(wanted):
            time.sleep(max(0.0, began + place / rate - time.perf_counter()))
            moved_at = time.perf_counter()
            payment = request_payment(config=config, intent=intent, by=by, now=timezone.now())
            self.at[payment.number.encode()] = moved_at
            self.writing.append((time.perf_counter() - moved_at) * 1000)
        self.is_over = True


@dataclass
class Client:
    """One browser: what it saw and when, and the id that it saw last."""

    port: int
    token: str
    hangs_up_after: float
    hung_up_at: float = 0.0
    seen: dict[bytes, float] = field(default_factory=dict)
    latest: bytes = b""
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, moves: Moves, chance: Random, begun: asyncio.Event) -> None:
        """Watch until all is over, hanging up once."""
        reading = asyncio.create_task(self._read())
        await begun.wait()
        await asyncio.sleep(self.hangs_up_after)
        reading.cancel()
        self.hung_up_at = time.perf_counter()
        await asyncio.sleep(chance.uniform(0.1, MOST_AWAY_SECONDS))
        with suppress(TimeoutError):
            async with asyncio.timeout(3600):
                await self._read_until_over(moves)

    async def _read_until_over(self, moves: Moves) -> None:
        reading = asyncio.create_task(self._read())
        until = None
        while until is None or asyncio.get_running_loop().time() < until:
            if moves.is_over and until is None:
                until = asyncio.get_running_loop().time() + SETTLE_SECONDS
            if moves.is_over and len(self.seen) == len(moves.at):
                break
            await asyncio.sleep(0.2)
        reading.cancel()

    async def _read(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        after = f"Last-Event-ID: {self.latest.decode()}\r\n" if self.latest else ""
        writer.write(
            f"GET /api/billers/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n{after}"
            f"Authorization: Bearer {self.token}\r\n\r\n".encode()
        )
        try:
            while line := await reader.readline():
                self._take(line)
        finally:
            writer.close()

    def _take(self, line: bytes) -> None:
        if line.startswith(b"id: "):
            self.latest = line[4:].strip()
            self.is_open.set()
        if line.startswith(b"data: "):
            now = time.perf_counter()
            for number in MOVED.findall(line):
                self.seen.setdefault(number, now)


async def watch_all(clients: list[Client], moves: Moves, *, rate: float, seconds: int) -> None:
    """Let all clients watch while payments move."""
    chance, begun = Random(5), asyncio.Event()
    for client in clients:
        client.hangs_up_after = seconds / 2 + chance.uniform(-seconds / 6, seconds / 6)
    watching = [asyncio.create_task(client.watch(moves, chance, begun)) for client in clients]
    async with asyncio.timeout(OPENING_SECONDS):
        await asyncio.gather(*(client.is_open.wait() for client in clients))
    begun.set()
    mover = threading.Thread(target=moves.make, kwargs={"rate": rate, "seconds": seconds})
    mover.start()
    await asyncio.gather(*watching)
    await asyncio.to_thread(mover.join)


def figures(clients: list[Client], moves: Moves) -> dict[str, Any]:
    """Return how late moves came, and how many never did."""
    times, lost = [], 0
    for client in clients:
        gone_at = client.hung_up_at
        for number, moved_at in moves.at.items():
            seen_at = client.seen.get(number)
            if seen_at is None:
                lost += 1
            elif not gone_at - 0.5 <= moved_at <= gone_at + MOST_AWAY_SECONDS + 0.5:
                times.append((seen_at - moved_at) * 1000)
    return {"moves": len(moves.at), "seen": len(times), "lost": lost, **desks.shares(times)}


def issue_token() -> str:
    """Return a token to watch with."""
    from django.utils import timezone

    from billie.staff.tokens import issue_token as issue

    return issue(
        user=desks.somebody(), name="bench", lifetime=timedelta(days=1), now=timezone.now()
    )[1]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the site answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200:
                return
        time.sleep(0.2)
    raise SystemExit("the site did not come up")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=STREAMS)
    parser.add_argument("--rate", type=float, default=RATE, help="moves a second")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    harness.set_up()
    logging.disable(logging.WARNING)
    desks.seed("http://127.0.0.1:9")
    token, port, moves = issue_token(), free_port(), Moves()
    words = ("-m", "uvicorn", "billie.asgi:application", "--port", str(port))
    clients = [Client(port, token, 0.0) for _ in range(options.streams)]
    with desks.running((*words, "--log-level", "error"), desks.environment()):
        wait_for(port)
        asyncio.run(watch_all(clients, moves, rate=options.rate, seconds=options.seconds))
    harness.show(
        {
            "benchmark": "live",
            "streams": options.streams,
            "moves_a_second": options.rate,
            "move_to_browser": figures(clients, moves),
            "of_that_writing": desks.shares(moves.writing),
            "asked": {"p99_ms": 500, "lost": 0},
        }
    )


if __name__ == "__main__":
    main()
