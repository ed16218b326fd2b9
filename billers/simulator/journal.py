"""An append-only file of what was accepted, so that books outlive the process.

A line is handed to the system before the answer is sent, so killing the process loses nothing
that a client was told. (Losing the machine's power might; these are made-up books.)
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

Line = dict[str, Any]


class BooksInUse(Exception):
    """Another simulator writes these books."""


class BooksUnreadable(Exception):
    """The file does not hold books."""


class Journal:
    """The lines of one file; without a path, nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it.

        :raises BooksInUse: if another process has it
        :raises BooksUnreadable: if it cannot be opened, or holds something else
        """
        self._path = path
        self._file = -1 if path is None else _open(path)
        self._lines = [] if path is None else _read(self._file, path)

    def lines(self) -> Iterator[Line]:
        """Yield what was written before this process began."""
        lines, self._lines = self._lines, []
        yield from lines

    def append(self, line: Line) -> None:
        """Write a line down."""
        if self._file >= 0:
            os.write(self._file, orjson.dumps(line, default=str) + b"\n")

    def forget(self) -> None:
        """Begin anew with an empty file."""
        self._lines = []
        if self._file >= 0:
            os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Let another process have the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _open(path: Path) -> int:
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise BooksUnreadable(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(number)
        raise BooksInUse(f"Another simulator has the books in {path}.") from error
    return number


def _read(number: int, path: Path) -> list[Line]:
    """Return the lines of a file; one that was cut by a crash at the end is cut off."""
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    try:
        lines = [orjson.loads(line) for line in whole.splitlines()]
    except orjson.JSONDecodeError as error:
        raise BooksUnreadable(f"{path} does not hold a simulator's books.") from error
    if not all(isinstance(line, dict) and "book" in line for line in lines):
        raise BooksUnreadable(f"{path} does not hold a simulator's books.")
    os.ftruncate(number, len(whole))
    return lines
