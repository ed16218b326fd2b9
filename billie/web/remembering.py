"""Answers kept for seconds, so that what every page shows is asked once and not by every page.

# Note [Without Redis]
Redis keeps the answers. When it cannot be reached, answers are asked each time, and for some
seconds it is not even tried: a page must not wait for it again and again.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

Answer = TypeVar("Answer")

UNTRIED_SECONDS = 5.0

log = structlog.get_logger(__name__)
_untried_until = 0.0


def remembered(name: str, *, seconds: int, answer: Callable[[], Answer]) -> Answer:
    """Return an answer that is at most `seconds` old; without Redis it is asked each time."""
    found: Answer | None = _try(cache.get, _key(name))
    if found is not None:
        return found
    fresh = answer()
    _try(cache.set, _key(name), fresh, seconds)
    return fresh


def forget(name: str) -> None:
    """Have an answer asked anew, because somebody has just changed it."""
    _try(cache.delete, _key(name))


def _key(name: str) -> str:
    return f"billie:{name}"


def _try(ask: Callable[..., Any], *arguments: Any) -> Any:
    global _untried_until
    if time.monotonic() < _untried_until:
        return None
    try:
        return ask(*arguments)
    except RedisError as error:
        _untried_until = time.monotonic() + UNTRIED_SECONDS
        log.warning("cache_not_reachable", error=str(error))
        return None
