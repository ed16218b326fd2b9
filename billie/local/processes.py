"""Programs that we started: known again by more than a number, and ended with patience.

A process id alone proves nothing: after a reboot or a crash it may belong to any other program.
"""

import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process still does anything: one that nobody buried (a zombie) does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except GONE:
        return False


def of_pid_file(pid_file: Path, *, folder: Path) -> psutil.Process | None:
    """Return the living server that wrote a pid file and works in `folder`, or None."""
    try:
        process = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        works_there = process.cwd() == str(folder.resolve())
    except (OSError, ValueError, *GONE):
        return None
    return process if works_there and is_alive(process) else None


def end(wanted: Iterable[psutil.Process], *signals: int, patience: float) -> None:
    """Ask processes to end, with each of the signals in turn; kill what is still there at last.

    Each time they have `patience` seconds. Their children are killed with them.
    """
    families = {process: _children(process) for process in wanted}
    for number in signals:
        for process in families:
            _signal(process, number)
        if wait(families, patience):
            return
    for process, children in families.items():
        for one in (process, *children):
            _signal(one, signal.SIGKILL)
    wait(families, patience)


def wait(wanted: Iterable[psutil.Process], seconds: float) -> bool:
    """Wait until processes are gone, at most so many seconds; tell whether all are."""
    deadline = time.monotonic() + seconds
    left = list(wanted)
    while left := [process for process in left if is_alive(process)]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _signal(process: psutil.Process, how: int) -> None:
    try:
        process.send_signal(how)
    except GONE:
        return


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except GONE:
        return []
