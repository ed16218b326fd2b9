"""The embedded Valkey, a Redis: started when nobody answers, stopped when told to."""

import signal
import socket
import time
from pathlib import Path

import psutil

from billie.local import processes, programs
from billie.local.problems import CannotRun

PING, PONG = b"*1\r\n$4\r\nPING\r\n", b"+PONG\r\n"
DATABASES = 64  # number 0 is Billie's, the tests take others
START_SECONDS = 30.0
STOP_SECONDS = 1.5


def is_ready(home: Path) -> bool:
    """Tell, in well under a millisecond, whether the server answers and has read its data."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(home / "s" / "redis.sock"))
            connection.sendall(PING)
            return connection.recv(len(PONG)) == PONG
    except OSError:
        return False


def start(home: Path) -> None:
    """Start the server on the data it had. The home folder must be locked.

    :raises CannotRun: with the end of the server's log, if it does not come up
    """
    user = programs.server_user(home / "s")
    program = programs.valkey_program(home, user)
    data = home / "valkey"
    programs.make_folder(data, user)
    programs.make_folder(home / "s", user)
    log = data / "server.log"
    if find(home) is None:
        code, said = programs.run(user, program, *_arguments(home, data, log))
        if code:
            raise CannotRun(f"Valkey did not start: {said.strip() or _end_of(log)}")
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(home):
        if time.monotonic() > deadline:
            raise CannotRun(f"Valkey did not start; {log} ends with:\n{_end_of(log)}")
        time.sleep(0.02)


def stop(home: Path) -> None:
    """Stop the server, if it runs; what it was told is on disk before it ends."""
    if process := find(home):
        processes.end([process], signal.SIGTERM, patience=STOP_SECONDS)


def find(home: Path) -> psutil.Process | None:
    """Return the running server, ready or not, or None."""
    return processes.of_pid_file(home / "valkey" / "valkey.pid", folder=home / "valkey")


def _arguments(home: Path, data: Path, log: Path) -> list[str]:
    settings = {
        "port": "0",  # no TCP: the socket only
        "unixsocket": str(home / "s" / "redis.sock"),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "pidfile": str(data / "valkey.pid"),
        "logfile": str(log),
        "dir": str(data),
        "databases": str(DATABASES),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": "",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text().splitlines()[-8:]) if log.exists() else "it wrote no log"
