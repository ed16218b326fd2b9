"""What every test may ask for: an empty Redis, the whole site on a real server, a real browser."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import hypothesis
import pytest
import uvicorn
from django.conf import settings
from django.db import connection
from redis import Redis

from tests.billie.local.homes import fresh_home

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_FLAGS = [
    "--no-sandbox",  # Chromium's own sandbox does not start for root
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytest_plugins = ["tests.ledger.simulation"]

# an example that takes long says something of the machine, and nothing of what is tested
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

OURS = "billie:this-database-belongs-to-the-tests"
START_SECONDS = 60  # a machine that does other things as well takes its time
# pytest-playwright keeps an event loop in the main thread, where the ORM would refuse to work.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests where there is no browser, but never where the gate is kept."""
    if item.get_closest_marker("browser") and not CHROMIUM.exists():
        sentence = f"there is no browser at {CHROMIUM}; install chromium or set CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Django's test database; at the end, connections of our servers do not keep it from going."""
    yield
    with django_db_blocker.unblock():
        connection.close()  # a browser test may have ended it: its event loop has one of its own
        end_other_connections()


def end_other_connections() -> None:
    """End the connections to the test database that are not this thread's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def redis_of_the_session() -> Iterator[Redis]:
    """A client of this session's own numbered Redis database; refuses one that others use.

    It is looked at before the first test, since any page may keep an answer there.
    """
    with Redis.from_url(settings.REDIS_URL, decode_responses=False) as client:
        if client.dbsize() and not client.exists(OURS):
            pytest.exit(f"{settings.REDIS_URL} holds keys that no test wrote: empty it first")
        client.set(OURS, "1")
        yield client


@pytest.fixture
def redis_client(redis_of_the_session: Redis) -> Redis:
    """A client of a Redis database that is empty, apart from the mark that it is the tests'."""
    redis_of_the_session.flushdb()
    redis_of_the_session.set(OURS, "1")
    return redis_of_the_session


@pytest.fixture
def program_environment(transactional_db: None) -> dict[str, str]:
    """The environment for programs that a test starts: they see its database and its Redis."""
    name = quote(connection.settings_dict["NAME"])
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    return {**os.environ, "DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL}


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home for embedded servers of its own, for one test."""
    with fresh_home() as path:
        yield path


@pytest.fixture(scope="session")
def running_site(django_db_setup: None) -> Iterator[str]:
    """The address of the whole site on uvicorn, in a thread of this process."""
    from billie.asgi import application

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(START_SECONDS)


@pytest.fixture
def asgi_server(running_site: str, transactional_db: None) -> str:
    """The site's address, for one test; unlike `live_server` it also serves endless streams."""
    end_other_connections()  # those that the site kept from the test before
    return running_site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Tell Playwright to drive the system's Chromium."""
    return {
        **browser_type_launch_args,
        "executable_path": str(CHROMIUM),
        "args": CHROMIUM_FLAGS,
    }


def wait_until(is_so: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Wait for something to become true, and fail when it does not."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"not so after {seconds} s")
        time.sleep(0.02)
