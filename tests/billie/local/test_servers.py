"""Embedded servers come up whatever happened to them before."""

import json
import os
import signal
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from billie.local import postgres, processes, valkey
from tests.billie.local.homes import finish, start_here

pytestmark = pytest.mark.chaos


def up(home: Path) -> None:
    said = finish(start_here(home, "-m", "billie.local", "up"))

    assert postgres.is_ready(home), said
    assert valkey.is_ready(home), said


def connect(home: Path) -> psycopg.Connection:
    return psycopg.connect(f"postgresql://billie@/billie?host={home}/s", autocommit=True)


def client(home: Path) -> redis.Redis:
    return redis.from_url(f"unix://{home}/s/redis.sock?db=0")


def kill_both(home: Path) -> None:
    killed = [postgres.find(home), valkey.find(home)]
    for process in killed:
        assert process
        process.send_signal(signal.SIGKILL)
    assert processes.wait([process for process in killed if process], 10)


def test_four_processes_start_them_at_once(home):
    starting = [start_here(home, "-m", "billie.local", "up") for _ in range(4)]

    said = [finish(process) for process in starting]

    assert [process.returncode for process in starting] == [0] * 4, said
    assert connect(home).execute("select 1").fetchone() == (1,)
    assert client(home).ping()
    assert len(servers_of(home)) == 2


def servers_of(home: Path) -> list[psutil.Process]:
    """Return the servers that were told of a home; a child that they just made is none."""
    found = {}
    for process in psutil.process_iter():
        try:
            if any(str(home) in word for word in process.cmdline()):
                found[process.pid] = (process, process.ppid())
        except processes.GONE:
            continue
    return [process for process, parent in found.values() if parent not in found]


def test_what_was_committed_survives_kill_9_of_both(home):
    up(home)
    connect(home).execute("create table kept as select 42 as answer")
    client(home).set("kept", "42")
    time.sleep(1.2)  # Valkey writes to disk every second

    kill_both(home)
    up(home)

    assert connect(home).execute("select answer from kept").fetchone() == (42,)
    assert client(home).get("kept") == b"42"


def test_pid_files_of_before_a_reboot_do_not_matter(home):
    """After a reboot the process id in the file belongs to any other program: here, to us."""
    up(home)
    pid_files = [next(home.glob("pg*/postmaster.pid")), home / "valkey" / "valkey.pid"]
    stale = [path.read_text().split("\n", 1)[1] for path in pid_files]
    kill_both(home)
    for path, rest in zip(pid_files, stale, strict=True):
        path.write_text(f"{os.getpid()}\n{rest}")

    up(home)

    assert connect(home).execute("select 1").fetchone() == (1,)
    assert client(home).ping()


def test_finding_them_up_takes_milliseconds(home):
    up(home)

    script = (
        "import json, time; from billie.local import servers; began = time.perf_counter();"
        "servers.ensure_running(); print(json.dumps(time.perf_counter() - began))"
    )
    # what else the machine does meanwhile is in each of them, but hardly in the shortest
    seconds = min(json.loads(finish(start_here(home, "-c", script))) for _ in range(5))

    assert seconds < 0.05


def test_stopping_leaves_nothing(home):
    up(home)
    both = [process for process in (postgres.find(home), valkey.find(home)) if process]

    finish(start_here(home, "-m", "billie.local", "down"))

    assert processes.wait(both, 0)
    assert not servers_of(home)


def test_no_server_listens_on_a_port(home):
    up(home)

    listening = [
        connection.laddr
        for server in servers_of(home)
        for connection in server.net_connections("inet")
    ]

    assert listening == []


def test_a_command_of_its_own_starts_them(home):
    said = finish(start_here(home, "manage.py", "showmigrations", "auth"))

    assert "0001_initial" in said
    assert postgres.is_ready(home)


def test_a_command_that_needs_none_starts_none(home):
    finish(start_here(home, "manage.py", "check"))

    assert not postgres.is_ready(home)
    assert not valkey.is_ready(home)
