"""The programs that `make run` keeps running, and the environment they run in."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from billie.environment import BASE_DIR, Environment
from billie.local import addresses

WEB_GRACE_SECONDS = 2
DEMO_CUSTOMERS_AT_FIRST = 60
DEMO_EVENTS_A_SECOND = 3
DEMO_FAULT_RATE = "0.2"
DEMO_SECONDS_A_BILL = 8


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program to keep running: its name in the logs and its words after the Python program."""

    name: str
    words: tuple[str, ...]


def web(port: int) -> Program:
    """Return the program that serves the pages, on this machine only."""
    words = (
        "-m",
        "uvicorn",
        "billie.asgi:application",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    )
    quietly = ("--log-level", "warning", "--no-access-log")
    grace = ("--timeout-graceful-shutdown", str(WEB_GRACE_SECONDS))
    return Program(name="web", words=(*words, *quietly, *grace))


def ledger(chosen: Environment) -> list[Program]:
    """Return the ledger simulator, unless the ledger is on another machine or speaks TLS."""
    if ledger_port(chosen) is None:
        return []
    words = (str(BASE_DIR / "manage.py"), "run_ledger_simulator", "--mirror-stream")
    return [Program(name="ledger", words=words)]


def ledger_port(chosen: Environment) -> int | None:
    """Return the port that the ledger simulator listens on, None if there is to be none."""
    place = addresses.loopback_of(chosen.LEDGER_ADDRESS)
    return place[1] if place and chosen.LEDGER_TLS == "off" else None


def billers(chosen: Environment) -> list[Program]:
    """Return the simulated billers and who pays bills there, unless there are to be none."""
    if not chosen.BILLER_SIMULATOR_PORT:
        return []
    manage = str(BASE_DIR / "manage.py")
    misbehaving = ("--fault-rate", DEMO_FAULT_RATE)
    port = ("--port", str(chosen.BILLER_SIMULATOR_PORT))
    pace = ("--forever", "--every", str(DEMO_SECONDS_A_BILL))
    return [
        Program(name="billers", words=(manage, "run_biller_simulator", *port, *misbehaving)),
        Program(name="bills", words=(manage, "pay_demo_bills", *pace)),
    ]


def others(home: Path) -> list[Program]:
    """Return the programs behind the pages."""
    celery = ("-m", "celery", "--app", "billie.celery", "--quiet")
    tasks = ("--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING")
    queues = ("--queues", "celery,payments")
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    schedule = ("--schedule", str(home / "celerybeat-schedule"), "--pidfile", "")
    at_first = ("--burst", str(DEMO_CUSTOMERS_AT_FIRST), "--once")
    demo = (*at_first, "--forever", "--rate", str(DEMO_EVENTS_A_SECOND))
    manage = str(BASE_DIR / "manage.py")
    return [
        Program(name="events", words=(manage, "consume_events")),
        Program(name="worker", words=(*celery, "worker", *tasks, *queues, *alone)),
        Program(name="beat", words=(*celery, "beat", "--loglevel", "WARNING", *schedule)),
        Program(name="demo", words=(manage, "publish_demo_events", *demo)),
    ]


def environment(chosen: Environment) -> dict[str, str]:
    """Return the children's environment: ours, with logs to read along unless told otherwise."""
    said = chosen.model_fields_set
    quiet = {"LOG_FORMAT": "console", "LOG_LEVEL": "WARNING"}
    return {
        **os.environ,
        **{name: value for name, value in quiet.items() if name not in said},
        **{name: value for name, value in _bank(chosen).items() if name not in said},
        "DATABASE_URL": chosen.DATABASE_URL or addresses.postgres_url(),
        "REDIS_URL": chosen.REDIS_URL or addresses.redis_url(),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def _bank(chosen: Environment) -> dict[str, str]:
    """Return where the simulated core banking is, and that this machine may be called."""
    if not chosen.BILLER_SIMULATOR_PORT:
        return {}
    return {
        "T24_API_URL": f"http://127.0.0.1:{chosen.BILLER_SIMULATOR_PORT}/t24",
        "T24_API_KEY": "simulated-core-banking-key",
        "T24_SUSPENSE_ACCOUNT": "SUSPENSE",
        "BILLER_ALLOWED_HOSTS": "127.0.0.1",
        "BILLER_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
