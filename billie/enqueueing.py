"""Giving tasks to the workers, at a broker for which nobody waits.

Celery's own way tries again for seconds when the broker is gone, and whoever asked for the work
would wait for it. What cannot be given to a worker now, the sweeper of its room gives a little
later, so one short try is enough.
"""

from functools import cache

import structlog
from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

CONNECT_SECONDS = 0.25
ANSWER_SECONDS = 0.5

log = structlog.get_logger(__name__)


def enqueue(task: str, **ids: int) -> bool:
    """Give a task to a worker by its name, with the ids that it needs, in the queue of its route.

    Tells whether the broker took it; if not, it is logged, and left to the sweeper.
    """
    try:
        _way().send_task(task, kwargs=ids, retry=False, ignore_result=True)
    except (OperationalError, RedisError) as error:
        log.warning("not_enqueued", task=task, error=str(error), **ids)
        return False
    return True


@cache
def _way() -> Celery:
    """Return this process's way to the workers, who know the tasks by name."""
    way = Celery("billie", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    way.conf.task_routes = settings.CELERY_TASK_ROUTES
    way.conf.broker_transport_options = {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "max_retries": 0,
    }
    return way
