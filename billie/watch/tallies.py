"""Tallies in Redis of what all processes do: how often, how it ended and how long it took.

Every process adds to the same tallies, so they are whole whoever is asked for them. They begin
again when Redis is emptied, which readers of counters know how to deal with.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from redis import Redis
from redis.exceptions import RedisError

BOUNDS = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "45")
"""Upper bounds of the classes of duration, in seconds, as Prometheus writes them."""
BEYOND = "+Inf"
TOTAL = "microseconds"
PATIENCE_SECONDS = 1.0
PAUSE_SECONDS = 10.0  # without Redis nothing is counted, and nobody waits for it twice

log = structlog.get_logger(__name__)

_not_before: dict[str, float] = {}
"""When a Redis that could not be reached is tried again, by its address."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has ended; its labels are words without blanks."""

    labels: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All calls with the same labels; counts by class of duration, in order."""

    labels: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    seconds: float


def count_calls(key: str, calls: Iterable[Call]) -> None:
    """Add calls to the tallies under a key; while Redis cannot be reached they are not counted."""
    added: list[tuple[str, int]] = []
    for call in calls:
        added.append((" ".join((*call.labels, _class_of(call.seconds))), 1))
        added.append((" ".join((*call.labels, TOTAL)), round(call.seconds * 1e6)))
    _add(key, added)


def count_one(key: str, labels: tuple[str, ...]) -> None:
    """Count one thing that happened; while Redis cannot be reached it is not counted."""
    _add(key, [(" ".join(labels), 1)])


def read_calls(key: str) -> Iterator[Tally]:
    """Yield the tallies of all processes.

    :raises RedisError: if Redis cannot be asked
    """
    by_labels: dict[tuple[str, ...], dict[str, int]] = {}
    for (*labels, what), value in _read(key):
        by_labels.setdefault(tuple(labels), {})[what] = value
    for found_labels, found in sorted(by_labels.items()):
        yield Tally(
            labels=found_labels,
            counts=tuple((bound, found.get(bound, 0)) for bound in (*BOUNDS, BEYOND)),
            seconds=found.get(TOTAL, 0) / 1e6,
        )


def histogram(name: str, words: str, *, labels: list[str], key: str) -> HistogramMetricFamily:
    """Return the tallies under a key as a histogram in seconds.

    :raises RedisError: if Redis cannot be asked
    """
    family = HistogramMetricFamily(name, words, labels=labels)
    for tally in read_calls(key):
        so_far = 0
        buckets: list[tuple[str, float]] = []
        for bound, found in tally.counts:
            so_far += found
            buckets.append((bound, float(so_far)))
        family.add_metric(list(tally.labels), buckets, sum_value=tally.seconds)
    return family


def counter(name: str, words: str, *, labels: list[str], key: str) -> CounterMetricFamily:
    """Return what was counted under a key.

    :raises RedisError: if Redis cannot be asked
    """
    family = CounterMetricFamily(name, words, labels=labels)
    for found_labels, value in sorted(_read(key)):
        family.add_metric(found_labels, float(value))
    return family


def connection() -> Redis:
    """Return this process's connection for tallies; nobody must wait long for it."""
    return _connection_to(settings.REDIS_URL)


@cache
def _connection_to(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=None,
    )


def _add(key: str, added: Iterable[tuple[str, int]]) -> None:
    if time.monotonic() < _not_before.get(settings.REDIS_URL, 0.0):
        return
    pipeline = connection().pipeline(transaction=False)
    for field, by in added:
        pipeline.hincrby(key, field, by)
    try:
        pipeline.execute()
    except RedisError as error:
        _not_before[settings.REDIS_URL] = time.monotonic() + PAUSE_SECONDS
        log.warning("not_counted", key=key, error=str(error))


def _read(key: str) -> list[tuple[list[str], int]]:
    kept: Any = connection().hgetall(key)
    return [(field.decode().split(" "), int(value)) for field, value in kept.items()]


def _class_of(seconds: float) -> str:
    return next((bound for bound in BOUNDS if seconds <= float(bound)), BEYOND)
