"""Keeps programs running: prints what they say, starts again what died, ends all of them.

A program that dies is started again after a pause that doubles. One that dies three times within a
minute will not be mended by trying: everything stops, with a sentence.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from billie.local.children import Program
from billie.local.problems import CannotRun

TOO_OFTEN = 3
WITHIN_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 1.0
END_SECONDS = 2.7
PREFIX_WIDTH = 7
COLOURS = (36, 33, 32, 35, 34)


class Child:
    """One program, started as often as needed."""

    def __init__(self, program: Program, *, environment: Mapping[str, str], prefix: str) -> None:
        """Start the program for the first time."""
        self.program = program
        self.deaths: list[float] = []
        self.start_again_at: float | None = None
        self._environment = environment
        self._prefix = prefix
        self.process = self._started()

    def look_after(self, now: float) -> bool:
        """Start the program again if it died and its pause is over; tell whether it was started.

        :raises CannotRun: if it died too often
        """
        if self.process.poll() is None:
            return False
        if self.start_again_at is None:
            pause = self._pause_after_death(now)
            self.start_again_at = now + pause
            died = f"stopped with exit code {self.process.returncode}"
            print(f"{self._prefix}{died}; starting it again in {pause:.0f} s", flush=True)
        if now < self.start_again_at:
            return False
        self.start_again_at = None
        self.process = self._started()
        return True

    def signal(self, number: int) -> None:
        """Send a signal to the program and to what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def _started(self) -> "subprocess.Popen[bytes]":
        """Start the program in a group of its own, which a Ctrl-C in our window does not reach."""
        process = subprocess.Popen(  # noqa: S603 - our own programs, and no shell
            [sys.executable, *self.program.words],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        threading.Thread(target=self._print, args=[process.stdout], daemon=True).start()
        return process

    def _pause_after_death(self, now: float) -> float:
        self.deaths = [at for at in self.deaths if now - at < WITHIN_SECONDS] + [now]
        if len(self.deaths) >= TOO_OFTEN:
            raise CannotRun(
                f"'{self.program.name}' stopped {TOO_OFTEN} times within a minute, at last with "
                f"exit code {self.process.returncode}. Everything was stopped; what it said is "
                "above. Mend that and run again."
            )
        return FIRST_PAUSE_SECONDS * 2.0 ** (len(self.deaths) - 1)

    def _print(self, lines: IO[bytes]) -> None:
        for line in lines:
            # who reads our output may be gone; the program must not wait for that
            with suppress(OSError, ValueError):
                if text := line.decode(errors="replace").rstrip():
                    print(f"{self._prefix}{text}", flush=True)


class Supervisor:
    """The programs that run, in the order they were started."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin with none."""
        self._children: list[Child] = []
        self._environment = environment

    def start(self, program: Program) -> None:
        """Start a program and look after it from now on."""
        prefix = f"{program.name:{PREFIX_WIDTH}}| "
        if sys.stdout.isatty():
            colour = COLOURS[len(self._children) % len(COLOURS)]
            prefix = f"\033[{colour}m{prefix}\033[0m"
        self._children.append(Child(program, environment=self._environment, prefix=prefix))

    def look_after(self) -> bool:
        """Look after every program once; tell whether one was started again."""
        now = time.monotonic()
        return [child.look_after(now) for child in self._children].count(True) > 0

    def pids(self) -> list[int]:
        """Return the process ids of the programs."""
        return [child.process.pid for child in self._children]

    def end(self) -> None:
        """End all programs: asked first, killed when they take longer than `END_SECONDS`."""
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
        for child in self._children:
            child.signal(signal.SIGKILL)
            child.process.wait()
