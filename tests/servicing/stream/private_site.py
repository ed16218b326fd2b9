"""Servers and consumers of a test's own, to be killed and restarted at will."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from billie.local import postgres, valkey

STREAM = "inbox:billie-servicing"
REPO = Path(__file__).resolve().parents[3]


class PrivateSite:
    """Embedded servers in a folder of their own, a database each run, and real consumers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.consumers: list[subprocess.Popen[bytes]] = []
        self.database = "postgres"
        self.redis_database = 0

    # servers

    def start_servers(self) -> None:
        self._local("up")

    def restart_postgres(self, how: signal.Signals) -> None:
        self._end(postgres.find(self.home), how)
        self.start_servers()

    def restart_redis(self) -> None:
        self._end(valkey.find(self.home), signal.SIGTERM)
        self.start_servers()

    def use(self, database: str, redis_database: int) -> None:
        """Work on a new database with today's tables, and an empty Redis database."""
        self.database = "postgres"
        with self.connect() as connection:
            connection.autocommit = True
            connection.execute(f"create database {database}")
        self.database, self.redis_database = database, redis_database
        self.manage("migrate", "--verbosity", "0")

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(self._database_url())

    def redis(self) -> redis.Redis:
        return redis.from_url(self._redis_url(), socket_timeout=10)

    # programs

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=REPO, env=self._environment(), capture_output=True, text=True, timeout=110,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_consumer(self) -> "subprocess.Popen[bytes]":
        log = (self.home / "consumers.log").open("ab")
        consumer = subprocess.Popen(
            [sys.executable, "manage.py", "consume_events", "--batch-size", "40"],
            cwd=REPO, env=self._environment(), stdout=log, stderr=log,
        )  # fmt: skip
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
            assert consumer.wait(20) in (0, -signal.SIGTERM)
        self.consumers.clear()

    def end(self) -> None:
        for consumer in self.consumers:
            consumer.kill()
            consumer.wait()
        self._local("down")

    # asking

    def one(self, query: str, *values: object) -> Any:
        with self.connect() as connection:
            row = connection.execute(query, values).fetchone()
        return row[0] if row else None

    def all(self, query: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(query).fetchall()

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

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self._database_url(),
            "REDIS_URL": self._redis_url(),
            "LOG_LEVEL": "WARNING",
            "EVENT_RETRY_SECONDS": "0.1",
        }

    def _database_url(self) -> str:
        return f"postgresql://billie@/{self.database}?host={self.home / 's'}"

    def _redis_url(self) -> str:
        return f"unix://{self.home / 's' / 'redis.sock'}?db={self.redis_database}"

    def _local(self, word: str) -> None:
        environment = {**os.environ, "BILLIE_HOME": str(self.home)}
        environment.pop("DATABASE_URL", None)
        environment.pop("REDIS_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", "billie.local", word],
            cwd=REPO, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def _end(self, process: psutil.Process | None, how: signal.Signals) -> None:
        assert process is not None
        process.send_signal(how)
        psutil.wait_procs([process], timeout=20)


@contextmanager
def private_site() -> Iterator[PrivateSite]:
    """Give a test its own servers, and take them away again."""
    home = Path(tempfile.mkdtemp(prefix="bt-", dir="/var/tmp"))
    home.chmod(0o711)
    site = PrivateSite(home)
    site.start_servers()
    try:
        yield site
    finally:
        site.end()
        shutil.rmtree(home, ignore_errors=True)


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence)
