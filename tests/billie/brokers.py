"""Brokers that are gone."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from billie import enqueueing
from tests.ports import free_port


@contextmanager
def closed_port() -> Iterator[int]:
    """Give a port of this machine that nobody listens at."""
    yield free_port()


@contextmanager
def silent_port() -> Iterator[int]:
    """Give a port at which connections are taken, and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(params=[closed_port, silent_port], ids=["closed", "silent"])
def broken_broker(request, settings) -> Iterator[None]:
    """A broker that is gone."""
    enqueueing._way()  # what is loaded once a process is no part of the waiting
    with request.param() as port:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        enqueueing._way.cache_clear()
        yield
    enqueueing._way.cache_clear()
