"""Giving payments to workers: nobody waits for a broker that is gone, and nothing is lost."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from billers.operations.enqueueing import ADVANCE, QUEUE, enqueue
from billers.operations.sweeping import list_due
from billers.operations.taking_on import take_up_again
from billie.watch.workers import workers
from tests.billers.operations.desk import Desk
from tests.billers.operations.weather import pay_at

AT_ONCE = 0.8
"""Seconds that whoever pays a bill may wait for a broker that is gone."""


@contextmanager
def closed_port() -> Iterator[int]:
    """Give a port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield port


@contextmanager
def silent_port() -> Iterator[int]:
    """Give a port at which connections are taken, and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture(params=[closed_port, silent_port], ids=["closed", "silent"])
def broken_broker(request, settings) -> Iterator[None]:
    """A broker that is gone."""
    workers()  # what is loaded once a process is no part of the waiting
    with request.param() as port:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        workers.cache_clear()
        yield
    workers.cache_clear()


def test_a_task_goes_to_the_queue_of_payments(redis_client):
    assert enqueue(ADVANCE, payment_id=7)

    assert redis_client.llen(QUEUE) == 1


def test_nobody_waits_for_a_broker_that_is_gone(broken_broker):
    began = time.monotonic()
    was_given = [enqueue(ADVANCE, payment_id=7) for _ in range(2)]

    assert was_given == [False, False]
    assert time.monotonic() - began < 2 * AT_ONCE


def test_without_a_broker_a_payment_is_taken_on_and_left_to_the_sweeper(
    lone_bank: Desk, broken_broker: None
):
    lone_bank.billers.order("refuse", biller="MASM")
    failed = pay_at(lone_bank, "MASM")

    again = take_up_again(payment_id=failed.pk, by=lone_bank.teller, now=lone_bank.at)

    assert again.status == "PENDING"
    assert list_due(now=lone_bank.at) == [failed.pk]
    assert lone_bank.advance(failed).status == "COMPLETED"
