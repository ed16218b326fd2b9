"""Giving tasks to workers: in the right queue, and nobody waits for a broker that is gone."""

import time

import pytest

from billie.enqueueing import enqueue
from tests.billie.brokers import broken_broker

__all__ = ["broken_broker"]

AT_ONCE = 0.8
"""Seconds that somebody may wait for a broker that is gone."""


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("billers.advance_payment", "payments"),
        ("billers.process_callback", "payments"),
        ("billers.sweep", "payments"),
        ("billers.fold_figures", "celery"),
        ("billers.settle_transfers", "celery"),
        ("ledger.advance_command", "celery"),
    ],
)
def test_a_task_goes_to_the_queue_of_its_route(task, queue, redis_client):
    assert enqueue(task, row_id=7)

    assert redis_client.llen(queue) == 1


def test_nobody_waits_for_a_broker_that_is_gone(broken_broker):
    began = time.monotonic()
    was_given = [enqueue("billers.advance_payment", payment_id=7) for _ in range(2)]

    assert was_given == [False, False]
    assert time.monotonic() - began < 2 * AT_ONCE
