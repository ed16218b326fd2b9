"""How many tasks wait for workers of Celery, by queue."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from prometheus_client.core import GaugeMetricFamily, Metric

from billie.watch.tallies import connection

USUAL = "celery"
"""The queue of every task that has no other."""


def count_waiting_tasks() -> dict[str, int]:
    """Return how many tasks wait in each queue, those in the hands of a worker not counted.

    :raises RedisError: if Redis cannot be asked
    """
    queues = sorted({USUAL, *(route["queue"] for route in settings.CELERY_TASK_ROUTES.values())})
    pipeline = connection().pipeline(transaction=False)
    for queue in queues:
        pipeline.llen(queue)
    lengths: Any = pipeline.execute()
    return dict(zip(queues, lengths, strict=True))


def collect(now: datetime) -> Iterator[Metric]:
    """Yield the depth of each queue."""
    depth = GaugeMetricFamily(
        "billie_queue_depth", "Tasks that wait for a worker.", labels=["queue"]
    )
    for queue, waiting in count_waiting_tasks().items():
        depth.add_metric([queue], float(waiting))
    yield depth
