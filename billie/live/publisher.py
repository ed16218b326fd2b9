"""Announcing changes, after they were committed."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from billie.live import entries, topics

PATIENCE_SECONDS = 1.0
NOTHING = entries.encode([])

log = structlog.get_logger(__name__)


def publish(changed: Iterable[str], redis: Redis | None = None) -> bool:
    """Tell the open pages that these topics have changed. Call it after the commit.

    One command to Redis whatever the number of topics. The change is safe in the database by now,
    so a Redis that cannot be reached is logged and not raised; pages reload their parts when their
    own connection to Redis is back. Tells whether the announcement was made.
    """
    announced = entries.encode(changed)
    if announced == NOTHING:
        return True
    try:
        (redis or connection()).xadd(
            entries.STREAM,
            {entries.FIELD: announced},
            maxlen=entries.MOST_ENTRIES,
            approximate=True,
        )
    except RedisError as error:
        log.warning("live_not_announced", error=str(error))
        return False
    return True


def publish_everything(redis: Redis | None = None) -> bool:
    """Tell all open pages to reload their parts: something changed, and it is not known what."""
    return publish([topics.EVERYTHING], redis)


def current_position() -> str:
    """Return the id of the newest announcement, for a page to follow on from.

    Ask before reading what the page shows: a change in between is then announced twice rather than
    never. Empty when Redis cannot be reached; the page reloads its parts once it can.
    """
    try:
        newest: Any = connection().xrevrange(entries.STREAM, count=1)
    except RedisError as error:
        log.warning("live_position_unknown", error=str(error))
        return ""
    return str(newest[0][0].decode()) if newest else entries.START


def connection() -> Redis:
    """Return this process's connection for announcements; pages must not wait long for it."""
    return _connection_to(settings.REDIS_URL)


@cache
def _connection_to(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=None,
    )
