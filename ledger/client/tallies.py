"""How many calls went to the ledger, how they ended and how long they took: tallies in Redis.

Every process adds to the same tallies, so they are whole whoever is asked for them. They begin
again when Redis is emptied, which readers of counters know how to deal with.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from redis.exceptions import RedisError

from billie.live.publisher import connection

KEY = "billie:ledger:calls"
BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "45")
"""Upper bounds of the classes of duration, in seconds, as Prometheus writes them."""
BEYOND = "+Inf"
TOTAL = "microseconds"
PAUSE_SECONDS = 10.0  # without Redis nothing is counted, and no page waits for it twice

log = structlog.get_logger(__name__)

_not_before = 0.0


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has ended."""

    method: str
    status: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All calls of a method that ended in the same way; counts by class of duration, in order."""

    method: str
    status: str
    counts: tuple[tuple[str, int], ...]
    seconds: float


def count(calls: Iterable[Call]) -> None:
    """Add calls to the tallies; while Redis cannot be reached they are not counted."""
    global _not_before
    if time.monotonic() < _not_before:
        return
    pipeline = connection().pipeline(transaction=False)
    for call in calls:
        pipeline.hincrby(KEY, f"{call.method} {call.status} {_class_of(call.seconds)}", 1)
        pipeline.hincrby(KEY, f"{call.method} {call.status} {TOTAL}", round(call.seconds * 1e6))
    try:
        pipeline.execute()
    except RedisError as error:
        _not_before = time.monotonic() + PAUSE_SECONDS
        log.warning("ledger_calls_not_counted", error=str(error))


def read_tallies() -> Iterator[Tally]:
    """Yield the tallies of all processes.

    :raises RedisError: if Redis cannot be asked
    """
    kept: Any = connection().hgetall(KEY)
    by_end: dict[tuple[str, str], dict[str, int]] = {}
    for field, value in kept.items():
        method, status, what = field.decode().split(" ")
        by_end.setdefault((method, status), {})[what] = int(value)
    for (method, status), found in sorted(by_end.items()):
        yield Tally(
            method=method,
            status=status,
            counts=tuple((bound, found.get(bound, 0)) for bound in (*BOUNDS, BEYOND)),
            seconds=found.get(TOTAL, 0) / 1e6,
        )


def _class_of(seconds: float) -> str:
    return next((bound for bound in BOUNDS if seconds <= float(bound)), BEYOND)
