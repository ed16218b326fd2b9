"""Programs are kept running, within reason."""

import os
import time
from collections.abc import Callable

import psutil
import pytest

from billie.local import supervisor
from billie.local.children import Program
from billie.local.problems import CannotRun
from billie.local.supervisor import Supervisor
from tests.conftest import START_SECONDS, wait_until


@pytest.fixture
def watched(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.05)
    found = Supervisor(dict(os.environ))
    yield found
    found.end()


def look_after(
    watched: Supervisor, seconds: float, is_so: Callable[[int], bool] = lambda started: False
) -> int:
    """Look after the programs for a while, or until something is so of what was started again.

    Returns how often one was started again.
    """
    deadline = time.monotonic() + seconds
    started = 0
    while time.monotonic() < deadline and not is_so(started):
        started += watched.look_after()
        time.sleep(0.01)
    return started


def test_a_program_that_dies_is_started_again(watched):
    watched.start(Program(name="sleeper", words=("-c", "import time; time.sleep(60)")))
    first = watched.pids()

    psutil.Process(first[0]).kill()

    assert look_after(watched, START_SECONDS, lambda started: started > 0) == 1
    assert look_after(watched, 0.5) == 0
    assert watched.pids() != first


def test_a_program_that_dies_three_times_stops_everything(watched):
    watched.start(Program(name="broken", words=("-c", "raise SystemExit(7)")))

    with pytest.raises(CannotRun, match=r"'broken' stopped 3 times .* exit code 7"):
        look_after(watched, START_SECONDS)


def test_what_programs_say_is_printed_with_their_names(watched, capfd):
    watched.start(
        Program(
            name="parrot",
            words=("-c", "import time; print('hello\\n\\nbye', flush=True); time.sleep(600)"),
        )
    )

    said: list[str] = []

    def has_said_all(_started: int) -> bool:
        said.append(capfd.readouterr().out)
        return "bye\n" in "".join(said)

    look_after(watched, START_SECONDS, has_said_all)

    assert "parrot | hello\nparrot | bye\n" in "".join(said)


def test_programs_that_ignore_the_end_are_killed_with_their_children(watched, monkeypatch, capfd):
    monkeypatch.setattr(supervisor, "END_SECONDS", 0.5)
    script = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print('ready', flush=True); time.sleep(60)"
    )
    watched.start(Program(name="deaf", words=("-c", script)))
    wait_until(lambda: "ready" in capfd.readouterr().out)
    family = [psutil.Process(watched.pids()[0])]
    family += family[0].children()

    watched.end()

    psutil.wait_procs(family, timeout=START_SECONDS)
    assert len(family) == 2
    assert not any(process.is_running() for process in family)
