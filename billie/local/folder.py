"""The folder of the embedded servers: ours alone, and locked while servers start or stop."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from billie.local import addresses
from billie.local.problems import CannotRun

LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
NEXT_STEP = "Set BILLIE_HOME to a short path that only you can write to."


def claim() -> Path:
    """Return the home folder, made if need be and proven to be ours.

    `/var/tmp` belongs to everybody: somebody else could have made our folder first, to read what
    we store or to answer in the servers' place.

    :raises CannotRun: if it is a link, is owned or writable by others, or its path is too long
    """
    home = addresses.home()
    if len(os.fsencode(addresses.sockets())) > LONGEST_SOCKET_FOLDER:
        raise CannotRun(f"The path {home} is too long for Unix sockets. {NEXT_STEP}")
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"Cannot make the folder {home}: {error.strerror}. {NEXT_STEP}") from None
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise CannotRun(f"{home} is a link or a file, not a folder of ours. {NEXT_STEP}")
    if found.st_uid != os.geteuid():
        raise CannotRun(f"{home} belongs to another user. {NEXT_STEP}")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CannotRun(f"{home} can be written to by other users. {NEXT_STEP}")
    if found.st_uid == 0:
        # the servers run as somebody else, who must be able to pass through
        home.chmod(found.st_mode | stat.S_IXGRP | stat.S_IXOTH)
    return home


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home folder: one process at a time starts or stops servers."""
    with (home / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def in_use(home: Path) -> Iterator[None]:
    """Say, as long as this process lives, that it needs the servers (see `is_in_use`)."""
    with (home / "users").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def is_in_use(home: Path) -> bool:
    """Tell whether some process is inside `in_use`."""
    with (home / "users").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
