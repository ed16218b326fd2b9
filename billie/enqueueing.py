"""A way to the workers at which nobody waits: a broker that does not answer is given up at once.

Celery's own way tries again for seconds when the broker is gone, and whoever asked for the work
would wait for it. What cannot be given to a worker now, the sweeper of its room gives a little
later, so one short try is enough.
"""

from functools import cache

from celery import Celery
from django.conf import settings

CONNECT_SECONDS = 0.25
ANSWER_SECONDS = 0.5


@cache
def workers() -> Celery:
    """Return this process's way to the workers, who know the tasks by name."""
    way = Celery("billie", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    way.conf.broker_transport_options = {
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "max_retries": 0,
    }
    return way
