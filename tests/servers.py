"""A pytest plugin: the servers, and what of them the tests may use, before there are settings.

The tests have a database of their own (Django makes it) and a numbered Redis database for each
worker of pytest-xdist. Programs that tests start inherit both addresses from the environment.
"""

import os
from collections.abc import Generator

import pytest

from billie.environment import COLLECTED_STATIC
from billie.local import addresses, servers

FIRST_REDIS_DATABASE = 8
NO_LEDGER = "127.0.0.1:1"
"""Where nobody listens: a test that wants a ledger starts one, and none posts to a demo's."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the long form of the chaos test be asked for."""
    parser.addoption(
        "--payments", type=int, default=60, help="how many payments the chaos test makes"
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Run before any other plugin loads the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")
    missing = {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}
    servers.ensure_running(
        [name for variable, name in missing.items() if not os.environ.get(variable)]
    )
    os.environ.setdefault("DATABASE_URL", addresses.postgres_url())
    redis_url = os.environ.get("REDIS_URL") or addresses.redis_url()
    os.environ["LEDGER_ADDRESS"] = NO_LEDGER
    # WhiteNoise warns when the folder of collected files is missing
    COLLECTED_STATIC.mkdir(parents=True, exist_ok=True)
    os.environ["REDIS_URL"] = addresses.with_redis_database(redis_url, _database_number())
    return (yield)


def _database_number() -> int:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return FIRST_REDIS_DATABASE + (1 + int(worker.removeprefix("gw")) if worker else 0)
