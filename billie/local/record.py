"""Which processes `make run` has started, written down so that `make stop` finds them.

The record outlives its writer, also one that was killed: each process is kept with the instant it
was created, and a process id that was given to another program since is not ours any more.
"""

import fcntl
import json
import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from billie.local import processes
from billie.local.problems import CannotRun


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Be the one `make run` of this home folder; the system forgets it when we die.

    :raises CannotRun: if there is one already
    """
    with (home / "run.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                "Billie already runs here, in another window. Stop it there with Ctrl-C, or here "
                "with `make stop`."
            ) from None
        yield


def write(home: Path, pids: Iterable[int]) -> None:
    """Write down the processes, this one first; what was written before is replaced at once."""
    found = [_identity(pid) for pid in (os.getpid(), *pids)]
    draft = home / "run.json.new"
    draft.write_text(json.dumps([identity for identity in found if identity]))
    draft.replace(home / "run.json")


def end_recorded(home: Path, *, patience: float) -> bool:
    """End all recorded processes that still live; tell whether there were any.

    The first one is asked first, because it ends the others. With it gone they are ended here.
    """
    found = _recorded(home)
    for some in (found[:1], found[1:]):
        processes.end(some, signal.SIGTERM, patience=patience)
    (home / "run.json").unlink(missing_ok=True)
    return bool(found)


def _recorded(home: Path) -> list[psutil.Process]:
    try:
        identities = json.loads((home / "run.json").read_text())
    except (OSError, ValueError):
        return []
    alive = []
    for pid, created in identities:
        try:
            process = psutil.Process(pid)
            if process.create_time() == created and processes.is_alive(process):
                alive.append(process)
        except processes.GONE:
            continue
    return alive


def _identity(pid: int) -> tuple[int, float] | None:
    try:
        return pid, psutil.Process(pid).create_time()
    except processes.GONE:
        return None
