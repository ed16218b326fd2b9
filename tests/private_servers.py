"""Servers of a test's own, to be killed and restarted at will, and programs that use them."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psutil
import psycopg
import redis

from billie.local import postgres, valkey

DISASTERS = ("restart PostgreSQL", "kill PostgreSQL", "restart Redis", "flush Redis")
START_SECONDS, END_SECONDS = 180, 60  # a machine that does other things as well takes its time
REPO = Path(__file__).resolve().parents[1]


class PrivateServers:
    """Embedded servers in a folder of their own, with a database for each run."""

    def __init__(self, home: Path) -> None:
        self.home = home
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

    def strike(self, disaster: str) -> None:
        """Let one of `DISASTERS` befall the servers."""
        match disaster:
            case "restart PostgreSQL":
                self.restart_postgres(signal.SIGINT)
            case "kill PostgreSQL":
                self.restart_postgres(signal.SIGQUIT)
            case "restart Redis":
                self.restart_redis()
            case "flush Redis":
                self.redis().flushdb()

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

    def end(self) -> None:
        """End all that was started here."""
        self._local("down")

    # programs

    def environment(self) -> dict[str, str]:
        """Return the environment of programs that are to use these servers."""
        return {
            **os.environ,
            "DATABASE_URL": self._database_url(),
            "REDIS_URL": self._redis_url(),
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *words: str) -> str:
        """Run a command to its end, and return what it printed."""
        return self.run("manage.py", *words)

    def run(self, *words: str, given: str = "") -> str:
        """Run a Python program to its end with something to read; return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=REPO, env=self.environment(), input=given, capture_output=True, text=True,
            timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a Python program; what it says goes into a log in the home."""
        with (self.home / "programs.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=REPO, env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip

    # asking

    def one(self, query: str, *values: object) -> Any:
        with self.connect() as connection:
            row = connection.execute(query, values).fetchone()
        return row[0] if row else None

    def all(self, query: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(query).fetchall()

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
            cwd=REPO, env=environment, capture_output=True, text=True, timeout=START_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def _end(self, process: psutil.Process | None, how: signal.Signals) -> None:
        assert process is not None
        process.send_signal(how)
        _, alive = psutil.wait_procs([process], timeout=END_SECONDS)
        assert not alive  # else it would be taken for the one that is started next


def plan_disasters(chance: random.Random, *, kill: str, kills: int) -> list[str]:
    """Return `kill` so many times and every disaster of the servers, in an order by chance."""
    disasters = [kill] * kills + list(DISASTERS)
    chance.shuffle(disasters)
    return disasters


ServersT = TypeVar("ServersT", bound=PrivateServers)


@contextmanager
def private(kind: type[ServersT]) -> Iterator[ServersT]:
    """Give a test its own servers, and take them away again."""
    home = Path(tempfile.mkdtemp(prefix="bt-", dir="/var/tmp"))
    home.chmod(0o711)
    site = kind(home)
    site.start_servers()
    try:
        yield site
    finally:
        site.end()
        shutil.rmtree(home, ignore_errors=True)
