"""`make run`: servers, tables, demo staff, then every program, until Ctrl-C ends all of it."""

import http.client
import io
import itertools
import logging
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from billie import environment
from billie.environment import Environment
from billie.local import children, folder, record, servers
from billie.local.problems import CannotRun
from billie.local.supervisor import Supervisor

WEB_SECONDS = 60.0
GLANCE_SECONDS = 0.1
GLANCES_BETWEEN_SERVER_CHECKS = 20
LEFTOVER_SECONDS = 8.0
WAYS_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody wants us to stop."""


class StopSign:
    """Raises `Stopped` when somebody wants us to stop; later, while it must not be looked at."""

    def __init__(self) -> None:
        """Listen to Ctrl-C, to a polite kill, and to a window being closed."""
        self._is_up = self._is_hidden = False
        for number in WAYS_TO_STOP:
            # a window that is closed must not stop what was started with nohup
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._put_up)

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Do something that must not be left half done: a program started is a program known."""
        self._is_hidden = True
        yield
        self._is_hidden = False
        if self._is_up:
            raise Stopped

    def take_down(self) -> None:
        """Stop listening: we are stopping."""
        for number in WAYS_TO_STOP:
            signal.signal(number, signal.SIG_IGN)

    def _put_up(self, number: int, frame: FrameType | None) -> None:
        self._is_up = True
        if not self._is_hidden:
            raise Stopped


def run() -> None:
    """Run everything until somebody stops it.

    :raises CannotRun: if something is in the way, or a program keeps dying
    """
    chosen = environment.read()
    if chosen.BILLIE_ENV == "production":
        raise CannotRun(
            "`make run` is for a desk: it publishes made-up events. In production, start what "
            "docker-compose.yml names; on a desk, unset BILLIE_ENV."
        )
    home = folder.claim()
    with record.only_one(home):
        record.end_recorded(home, patience=LEFTOVER_SECONDS)
        _check_port(chosen.WEB_PORT, elsewhere=f"WEB_PORT={chosen.WEB_PORT + 1}")
        if port := children.ledger_port(chosen):
            _check_port(port, elsewhere=f"LEDGER_ADDRESS=127.0.0.1:{port + 1}")
        if port := chosen.BILLER_SIMULATOR_PORT:
            _check_port(port, elsewhere=f"BILLER_SIMULATOR_PORT={port + 1}")
        sign = StopSign()
        supervisor = Supervisor(children.environment(chosen))
        try:
            with suppress(Stopped), folder.in_use(home), _ended(home, supervisor, sign):
                _run(home, supervisor, sign, chosen)
        finally:
            if chosen.embedded_servers:
                servers.stop_unless_used()


def stop() -> bool:
    """Stop what a `make run` started, killed or not; tell whether there was anything."""
    home = folder.claim()
    found = record.end_recorded(home, patience=LEFTOVER_SECONDS)
    found = any(servers.status().values()) or found
    servers.stop()
    return found


def _run(home: Path, supervisor: Supervisor, sign: StopSign, chosen: Environment) -> None:
    print("Starting …", flush=True)
    environment.COLLECTED_STATIC.mkdir(parents=True, exist_ok=True)
    with sign.hidden():  # first, because it takes longest and needs no database to begin with
        supervisor.start(children.web(chosen.WEB_PORT))
        record.write(home, supervisor.pids())
    servers.ensure_running(chosen.embedded_servers)
    logins = _prepare_database(chosen)
    _wait_for_web(supervisor, chosen.WEB_PORT)
    with sign.hidden():
        programs = [*children.ledger(chosen), *children.others(home), *children.billers(chosen)]
        for program in programs:
            supervisor.start(program)
        record.write(home, supervisor.pids())
    _print_block(logins, chosen)
    _look_after(home, supervisor, sign, chosen)


def _prepare_database(chosen: Environment) -> str:
    """Bring the tables up to date; return the logins of the demo's staff, a line each."""
    # Django is loaded here and not before: meanwhile the web has the other processor to itself
    import django
    from django.conf import settings
    from django.core.management import call_command

    from billie.local import reachable

    reachable.check()
    django.setup()
    if "LOG_LEVEL" not in settings.ENV.model_fields_set:
        logging.disable(logging.INFO)
    call_command("migrate", verbosity=0, interactive=False)
    if port := chosen.BILLER_SIMULATOR_PORT:
        call_command("seed_billers", demo=port, stdout=io.StringIO())
    logins = io.StringIO()
    call_command("seed_staff", demo=True, stdout=logins)
    return logins.getvalue()


def _wait_for_web(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + WEB_SECONDS
    while not _answers(port):
        supervisor.look_after()
        if time.monotonic() > deadline:
            raise CannotRun(f"The pages did not answer within {WEB_SECONDS:.0f} s.")
        time.sleep(GLANCE_SECONDS)


def _look_after(home: Path, supervisor: Supervisor, sign: StopSign, chosen: Environment) -> None:
    for glance in itertools.count(1):
        with sign.hidden():
            if supervisor.look_after():
                record.write(home, supervisor.pids())
            if glance % GLANCES_BETWEEN_SERVER_CHECKS == 0:
                servers.ensure_running(chosen.embedded_servers)
        time.sleep(GLANCE_SECONDS)


@contextmanager
def _ended(home: Path, supervisor: Supervisor, sign: StopSign) -> Iterator[None]:
    """Whatever happens, nothing that was started stays behind."""
    try:
        yield
    finally:
        sign.take_down()
        with suppress(OSError):
            print("Stopping …", flush=True)
        supervisor.end()
        (home / "run.json").unlink(missing_ok=True)


def _check_port(port: int, *, elsewhere: str) -> None:
    """Refuse to start when somebody listens on a port; `elsewhere` is how to take another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotRun(
                f"Port {port} is in use by another program. Stop that one, or take another port: "
                f"{elsewhere} make run"
            ) from None


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def _print_block(logins: str, chosen: Environment) -> None:
    line = "─" * 64
    print(f"\n{line}\n  Billie runs at http://127.0.0.1:{chosen.WEB_PORT}/\n")
    print("  Sign in as (name, password, role):")
    for login in logins.splitlines():
        print(f"    {login}")
    print(
        f"\n  Made-up events arrive all the time. Ctrl-C stops everything.\n{line}\n", flush=True
    )
