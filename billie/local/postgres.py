"""The embedded PostgreSQL: made on first use, started when nobody answers, stopped when told to.

Its data lies in `pg<major version>` of the home folder, so that a newer PostgreSQL begins afresh
instead of refusing to start on older data.
"""

import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import psutil

from billie.local import processes, programs
from billie.local.problems import CannotRun

SETTINGS = {
    "port": "5432",  # no TCP port: the name of the socket
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "fsync": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "track_commit_timestamp": "on",
    "shared_preload_libraries": "pg_stat_statements",
}
if sys.platform == "linux":
    # after a crash everything is brought to disk first: one call, where file by file takes minutes
    SETTINGS["recovery_init_sync_method"] = "syncfs"
USER = DATABASE = "billie"
FIRST_VERSION_WITH_OWN_LOCALE = 17
START_SECONDS = 60
STOP_SECONDS = 1.5
PATIENCE_WITH_THE_DEAD = 15.0


def is_ready(home: Path) -> bool:
    """Tell, in well under a millisecond, whether the server takes connections."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(home / "s" / ".s.PGSQL.5432"))
        return any("\nready" in pid_file.read_text() for pid_file in _pid_files(home))
    except OSError:
        return False


def start(home: Path) -> None:
    """Start the server, on new data if there is none. The home folder must be locked.

    :raises CannotRun: with the server's own words, if it does not come up
    """
    user = programs.server_user(home / "s")
    binaries = programs.postgres_programs(home, user)
    data = _data(home, binaries, user)
    programs.make_folder(home / "s", user)
    _forget_the_dead(home)
    options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    log = data / "server.log"
    pg_ctl = (binaries / "pg_ctl", "-D", data, "-w", "-t", START_SECONDS, "-l", log)
    deadline = time.monotonic() + PATIENCE_WITH_THE_DEAD
    while programs.run(user, *pg_ctl, "-o", f"{options} -k {home / 's'}", "start")[0]:
        said = "\n".join(log.read_text().splitlines()[-8:])
        # the last children of a server that was killed may hold its memory a moment longer
        if "shared memory" not in said or time.monotonic() > deadline:
            raise CannotRun(f"PostgreSQL did not start; {log} ends with:\n{said}")
        time.sleep(0.3)
    _make_database(home, binaries, user)


def stop(home: Path) -> None:
    """Stop the server, if it runs, without waiting for its clients.

    One that is not done in time is told to stop as it stands (SIGQUIT): nothing that was committed
    is lost, the next start reads the journal.
    """
    if process := find(home):
        processes.end([process], signal.SIGINT, signal.SIGQUIT, patience=STOP_SECONDS)


def find(home: Path) -> psutil.Process | None:
    """Return the running server, ready or not, or None."""
    for pid_file in _pid_files(home):
        if process := processes.of_pid_file(pid_file, folder=pid_file.parent):
            return process
    return None


def _pid_files(home: Path) -> list[Path]:
    return sorted(home.glob("pg*/postmaster.pid"))


def _data(home: Path, binaries: Path, user: programs.ServerUser) -> Path:
    """Return the folder of the data, made in one step: a half-made one is never met again."""
    version = programs.must_run(user, binaries / "postgres", "--version").split()[2]
    major = int(version.split(".")[0])
    data = home / f"pg{major}"
    if data.exists():
        return data
    locale = ["--no-locale"]
    if major >= FIRST_VERSION_WITH_OWN_LOCALE:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    unfinished = home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    programs.make_folder(unfinished, user)
    words = ["-D", unfinished, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    programs.must_run(user, binaries / "initdb", *words, *locale)
    return unfinished.rename(data)


def _forget_the_dead(home: Path) -> None:
    """Remove the lock files of a killed server.

    PostgreSQL clears its own, except when the process id in them was given to another program
    since, as happens in containers and after a reboot.
    """
    if find(home) is None:
        for stale in (*_pid_files(home), home / "s" / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)


def _make_database(home: Path, binaries: Path, user: programs.ServerUser) -> None:
    where = ("-h", home / "s", "-U", USER)
    question = f"select 1 from pg_database where datname = '{DATABASE}'"  # noqa: S608 - a constant
    psql = (binaries / "psql", *where, "-Atc", question, "postgres")
    if not programs.must_run(user, *psql).strip():
        programs.must_run(user, binaries / "createdb", *where, DATABASE)
