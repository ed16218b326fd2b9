"""Homes for embedded servers that a test may start, kill and leave behind."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from billie.local import postgres, record, valkey

ROOT = Path(__file__).resolve().parents[3]
# Without addresses of servers: a program with this environment uses embedded ones.
BARE = {
    name: value
    for name, value in os.environ.items()
    if name not in {"DATABASE_URL", "REDIS_URL", "BILLIE_HOME"}
}


@contextlib.contextmanager
def fresh_home() -> Iterator[Path]:
    """Give a home that nobody else uses; servers left there are stopped at the end."""
    home = Path(tempfile.mkdtemp(prefix="bt-", dir="/var/tmp"))
    try:
        yield home
    finally:
        record.end_recorded(home, patience=5)
        postgres.stop(home)
        valkey.stop(home)
        shutil.rmtree(home, ignore_errors=True)


def start_here(home: Path, *words: str, **variables: str) -> "subprocess.Popen[str]":
    """Start our Python with some words, as the leader of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env={**BARE, "BILLIE_HOME": str(home), **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(process: "subprocess.Popen[str]", seconds: float = 60) -> str:
    """Wait for a program and return what it said."""
    said, _ = process.communicate(timeout=seconds)
    return said
