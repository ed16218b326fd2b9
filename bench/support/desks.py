"""A desk for the benchmarks: simulated billers, workers and the site, each a process."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import count as count_from
from pathlib import Path
from typing import Any

from django.conf import settings

from support import harness, ledgers

REPO = Path(__file__).resolve().parents[2]
MANAGE = str(REPO / "manage.py")
SUSPENSE = "SUSPENSE"
THREADS = 4
"""How many payments a worker process has in hand at once."""
CUSTOMERS = (number for number in count_from(1_000_000) if "66" not in str(number)[-5:])
"""Numbers with 66 near their end ask the simulator for trouble."""
BY_AMOUNT = ("LWB_POSTPAID", "BWB_POSTPAID", "SRWB_POSTPAID", "MASM")


def environment(**more: str) -> dict[str, str]:
    """Return the environment of programs that work on the benchmark's servers."""
    return {
        **os.environ,
        "DATABASE_URL": ledgers.database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "LOG_LEVEL": "WARNING",
        "T24_API_KEY": "a-key-for-benchmarks",
        "T24_SUSPENSE_ACCOUNT": SUSPENSE,
        "BILLER_ALLOWED_HOSTS": "127.0.0.1",
        "BILLER_ALLOWED_NETWORKS": "127.0.0.0/8",
        **more,
    }


@contextmanager
def running(words: Sequence[str], env: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a Python program until the block ends."""
    process = subprocess.Popen(
        [sys.executable, *words], cwd=REPO, env=env, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def billers() -> Iterator[str]:
    """Run the simulated billers, answering at once; give their address."""
    words = (MANAGE, "run_biller_simulator", "--port", "0")
    with running(words, environment(PYTHONUNBUFFERED="1")) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split("answer at ")[1].split("/ ")[0]


@contextmanager
def workers(processes: int, env: dict[str, str]) -> Iterator[None]:
    """Run as many worker processes for payments, with threads as in production, for the block."""
    with ExitStack() as running_ones:
        for place in range(processes):
            running_ones.enter_context(running(_worker_words(place), env))
        yield


def _worker_words(place: int) -> tuple[str, ...]:
    celery = ("-m", "celery", "--app", "billie.celery", "--quiet", "worker")
    threads = ("--pool", "threads", "--concurrency", str(THREADS))
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    name = ("--hostname", f"payments{place}@%h", "--loglevel", "ERROR")
    return (*celery, "--queues", "payments", *threads, *alone, *name)


def seed(address: str) -> None:
    """Make the billers known, and this process ready to take payments on and give them away."""
    from django.utils import timezone

    from billers.seeds import seed_billers
    from billie.celery import app

    app.conf.broker_url = settings.CELERY_BROKER_URL
    app.set_default()
    settings.T24_API_URL, settings.T24_API_KEY = f"{address}/t24", "a-key-for-benchmarks"
    settings.T24_SUSPENSE_ACCOUNT = SUSPENSE
    seed_billers(host=address, now=timezone.now(), credentials={"username": "bench"})


def intents(count: int, *, with_core_banking: bool) -> Iterator[tuple[Any, Any]]:
    """Yield configurations and what is to be paid there, each for an account of its own."""
    from billers.models import BillerConfig, TransactionType
    from billers.operations.intents import PaymentIntent

    configs = {config.biller_type: config for config in BillerConfig.objects.all()}
    for place in range(count):
        number = next(CUSTOMERS)
        config = configs[BY_AMOUNT[place % len(BY_AMOUNT)]]
        yield (
            config,
            PaymentIntent(
                transaction_type=TransactionType.POST_TRANSACTION,
                account_number=f"22{number}",
                account_type="M" if config.biller_type == "MASM" else "",
                amount=Decimal("150.00"),
                currency="MWK",
                debit_account=f"10{number}" if with_core_banking else "",
            ),
        )


def somebody() -> Any:
    """Return who takes payments on here."""
    from django.contrib.auth.models import User

    return User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "is_superuser": True}
    )[0]


def shares(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95, p99 and the greatest of these."""
    asked = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    return {
        name: round(harness.percentile(milliseconds, share), 1) for name, share in asked.items()
    }
