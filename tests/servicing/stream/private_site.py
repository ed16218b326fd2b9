"""Consumers of a test's own, on servers of its own, to be killed and restarted at will."""

import random
import signal
import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.conftest import START_SECONDS
from tests.private_servers import PrivateServers, private

STREAM = "inbox:billie-servicing"


class PrivateSite(PrivateServers):
    """Servers of a test's own, and real consumers."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.consumers: list[subprocess.Popen[bytes]] = []

    def environment(self) -> dict[str, str]:
        """Return the environment of consumers: one that does not wait long for a retry."""
        return {**super().environment(), "EVENT_RETRY_SECONDS": "0.1"}

    def start_consumer(self) -> "subprocess.Popen[bytes]":
        consumer = self.start("manage.py", "consume_events", "--batch-size", "40")
        self.consumers.append(consumer)
        return consumer

    def kill_consumer(self, chance: random.Random) -> None:
        """Kill the one that holds the lease, mostly, and start another in its place."""
        holder = self.one("select holder from servicing_streambookmark where stream = %s", STREAM)
        pids = {str(consumer.pid): consumer for consumer in self.consumers}
        victim = pids.get((holder or "").rpartition(":")[2])
        if victim is None or chance.random() < 0.2:
            victim = chance.choice(self.consumers)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.consumers.remove(victim)
        self.start_consumer()

    def stop_consumers(self) -> None:
        for consumer in self.consumers:
            consumer.terminate()
        for consumer in self.consumers:
            # one that was only starting, and does not listen yet, dies of the signal
            assert consumer.wait(START_SECONDS) in (0, -signal.SIGTERM)
        self.consumers.clear()

    def end(self) -> None:
        for consumer in self.consumers:
            consumer.kill()
            consumer.wait()
        super().end()

    def publish(self, entries: Sequence[tuple[str, dict[Any, Any]]]) -> None:
        """Add entries under ids of ours; those that are in the stream already are left alone."""
        client = self.redis()
        latest: Any = client.xrevrange(STREAM, count=1)
        last = _order(latest[0][0].decode()) if latest else (0, 0)
        pipe = client.pipeline(transaction=False)
        for entry_id, fields in entries:
            if _order(entry_id) > last:
                pipe.xadd(STREAM, fields, id=entry_id)
        pipe.execute()


def private_site() -> AbstractContextManager[PrivateSite]:
    """Give a test its own servers, and take them away again."""
    return private(PrivateSite)


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence)
