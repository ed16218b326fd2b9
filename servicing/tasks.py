"""What Celery does for this room. A task run twice, late or never does no harm."""

from datetime import timedelta

import redis
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from servicing.operations.collections import close_settled_cases
from servicing.operations.promises import settle_promises as settle
from servicing.stream import trimming

KEEP = timedelta(days=1)


@shared_task(name="servicing.trim_streams")
def trim_streams() -> dict[str, int]:
    """Remove from the streams what is stored, read by everybody and older than a day."""
    with redis.from_url(settings.REDIS_URL, socket_timeout=10) as client:
        return trimming.trim_streams(
            client=client, streams=settings.EVENT_STREAMS, now=timezone.now(), keep=KEEP
        )


@shared_task(name="servicing.settle_promises")
def settle_promises() -> int:
    """Write down which promises to pay were kept or broken by now."""
    return settle(now=timezone.now())


@shared_task(name="servicing.close_cases")
def close_cases() -> int:
    """Close the collection cases of accounts that are current again or closed."""
    return close_settled_cases(now=timezone.now())
