"""Events of ours on their way to the internal stream: a row with what it tells of, then Redis.

# Note [Why an event is a row first]
An event that is published inside a transaction may tell of what is rolled back; one that is
published after it may be lost with the process. So it is a row of the same transaction, published
right after the commit, and by the sweeper if that did not happen. It may come twice: its
`event_id` is its identity, and a second one has no effect (WIRE 1.2).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import orjson
import structlog
from django.db import transaction
from redis.exceptions import RedisError

from billie.live.publisher import connection
from ledger.models import OutgoingEvent

INTERNAL_STREAM = "inbox:billie-servicing:internal"
AGENT = "billie-servicing"
AT_ONCE = 200
WAIT = timedelta(seconds=5)  # until then whoever wrote the event publishes it

log = structlog.get_logger(__name__)


def put_out(*, typ: str, conversation: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Keep an event in the caller's transaction, and publish it once that is committed."""
    OutgoingEvent.objects.create(
        event_id=uuid4(), typ=typ, conversation=conversation, payload=payload, created_at=now
    )
    transaction.on_commit(partial(_publish_conversation, conversation, now))


def publish_left_over(*, now: datetime) -> int:
    """Publish what was not published when it was written, oldest first; return how many."""
    waiting = OutgoingEvent.objects.filter(published_at=None, created_at__lte=now - WAIT)
    return _publish(waiting.order_by("id")[:AT_ONCE], now)


def _publish_conversation(conversation: str, now: datetime) -> None:
    """Publish all of a conversation that waits, so that its events keep their order."""
    waiting = OutgoingEvent.objects.filter(published_at=None, conversation=conversation)
    _publish(waiting.order_by("id"), now)


def _publish(events: Iterable[OutgoingEvent], now: datetime) -> int:
    count = 0
    for event in events:
        try:
            connection().xadd(INTERNAL_STREAM, _fields(event))
        except RedisError as error:
            log.warning("event_not_published", event_id=str(event.event_id), error=str(error))
            break
        OutgoingEvent.objects.filter(pk=event.pk).update(published_at=now)
        count += 1
    return count


def _fields(event: OutgoingEvent) -> Any:
    return {
        "typ": event.typ,
        "payload": orjson.dumps(event.payload),
        "conv": event.conversation,
        "agt": AGENT,
        "seq": "1",
        "cls": "msg",
        "cause": str(event.event_id),
        "event_id": str(event.event_id),
    }
