"""Giving work to the workers of payments; what cannot be given now, the sweeper gives later."""

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from billie.watch.workers import workers

ADVANCE = "billers.advance_payment"
CALLBACK = "billers.process_callback"
QUEUE = "payments"

log = structlog.get_logger(__name__)


def enqueue(task: str, **ids: int) -> bool:
    """Give a task to a worker, by the ids that it needs; tell whether the broker took it.

    Nobody waits for a broker that is gone.
    """
    try:
        workers().send_task(task, kwargs=ids, queue=QUEUE, retry=False, ignore_result=True)
    except (OperationalError, RedisError) as error:
        log.warning("not_enqueued", task=task, error=str(error), **ids)
        return False
    return True
