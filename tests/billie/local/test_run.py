"""`make run` as a whole: everything comes up, and nothing stays behind."""

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import grpc
import psutil
import pytest

from billie.local import postgres, processes, record, valkey
from tests.billie.local.homes import BARE, finish, start_here
from tests.ports import free_port

LONGEST_START = 60
LONGEST_END = 5.0


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(autouse=True)
def ledger_port(monkeypatch) -> int:
    """The port of the ledger that runs here: not the usual one, which may be in use."""
    port = free_port()
    monkeypatch.setitem(BARE, "LEDGER_ADDRESS", f"127.0.0.1:{port}")
    return port


@pytest.fixture
def running(home, port) -> Iterator["Popen[str]"]:
    """`make run`, after it has printed its block."""
    supervisor = start_here(home, "-m", "billie.local", "run", WEB_PORT=str(port))
    said = []
    for line in supervisor.stdout or ():
        said.append(line)
        if "Ctrl-C stops everything" in line:
            break
    else:
        pytest.fail("".join(said))
    yield supervisor
    supervisor.kill()


def of_home(home: Path) -> list[psutil.Process]:
    """Return the processes that serve a home: servers by their words, the rest by environment."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("BILLIE_HOME") == str(home) or any(
                str(home) in word for word in process.cmdline()
            )
        except processes.GONE:
            continue
        if is_ours and processes.is_alive(process):
            found.append(process)
    return found


@pytest.mark.chaos
def test_ctrl_c_ends_everything_within_five_seconds(home, port, running):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/admin/login/", timeout=10) as page:
        assert page.status == 200
    assert len(of_home(home)) >= 9  # the supervisor, six programs, two servers

    began = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    finish(running)

    assert time.monotonic() - began < LONGEST_END
    assert running.returncode == 0
    assert of_home(home) == []


@pytest.mark.chaos
def test_stop_ends_everything_after_the_supervisor_was_killed(home, running):
    running.kill()
    running.wait()
    assert len(of_home(home)) >= 8

    said = finish(start_here(home, "-m", "billie.local", "stop"))

    assert said == "Stopped.\n"
    assert of_home(home) == []


@pytest.mark.chaos
def test_a_killed_database_comes_back_while_running(home, port, running):
    for server in (postgres, valkey):
        killed = server.find(home)
        assert killed
        killed.kill()

    deadline = time.monotonic() + LONGEST_START
    while not (postgres.is_ready(home) and valkey.is_ready(home)):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        assert answer.status == 200


def test_a_port_in_use_is_one_clear_sentence(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        run = start_here(home, "-m", "billie.local", "run", WEB_PORT=str(port))
        said = finish(run)

    assert run.returncode == 1
    assert said.startswith(f"Port {port} is in use by another program.")
    assert said.count("\n") == 1
    assert of_home(home) == []


def test_the_ledgers_port_in_use_is_one_clear_sentence(home, port, ledger_port):
    with socket.create_server(("127.0.0.1", ledger_port)):
        run = start_here(home, "-m", "billie.local", "run", WEB_PORT=str(port))
        said = finish(run)

    assert run.returncode == 1
    assert said.startswith(f"Port {ledger_port} is in use by another program.")
    assert f"LEDGER_ADDRESS=127.0.0.1:{ledger_port + 1} make run" in said
    assert said.count("\n") == 1


@pytest.mark.chaos
def test_a_ledger_answers_where_the_pages_look_for_it(running, ledger_port):
    with grpc.insecure_channel(f"127.0.0.1:{ledger_port}") as channel:
        grpc.channel_ready_future(channel).result(LONGEST_START)


def test_a_second_run_in_the_same_place_is_refused(home):
    with record.only_one(home):
        run = start_here(home, "-m", "billie.local", "run")
        said = finish(run)

    assert run.returncode == 1
    assert said.startswith("Billie already runs here")


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "postgresql://desk:hush@127.0.0.1:1/loans"),
        ("REDIS_URL", "redis://:hush@127.0.0.1:1/0"),
    ],
)
def test_a_server_that_does_not_answer_is_named(home, port, variable, url):
    run = start_here(home, "-m", "billie.local", "run", **{variable: url, "WEB_PORT": str(port)})
    said = finish(run)

    assert run.returncode == 1
    assert f"({variable}) cannot be reached" in said
    assert "Traceback" not in said
    assert "hush" not in said


def test_wrong_settings_are_named_and_nothing_starts(home):
    run = start_here(home, "-m", "billie.local", "run", WEB_PORT="eighty", DEBUG="perhaps")
    said = finish(run)

    assert run.returncode == 1
    assert "WEB_PORT: " in said
    assert "DEBUG: " in said
    assert "Traceback" not in said
    assert of_home(home) == []
