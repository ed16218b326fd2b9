"""Breakers: one for each operation at a biller or at core banking, open after failures in a row.

# Note [A refusal by an open breaker is no attempt]
Where a call is not made, no row of a call is: the payment waits with its place in the queue, and
no retry is used up (DESIGN 5). The breakers' state is in Redis, shared by all workers; when Redis
is lost they are closed again, and open after the next failures.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from django.conf import settings
from pybreaker import (
    STATE_CLOSED,
    STATE_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitRedisStorage,
)
from redis import Redis
from redis.exceptions import RedisError

from billers.connectors.contract import MoneyOutcome, NotSent, Unknown
from billers.connectors.registry import all_connectors
from billers.models import Attempt, BillerTransaction, Leg
from billers.steps import AT_BILLER, CALLED_BACK

FAILURES_TO_OPEN = 5
OPEN_FOR = timedelta(seconds=30)
PATIENCE_SECONDS = 1.0
CORE_BANKING = "T24"
CALLED = (Leg.HOLD, Leg.PAY, Leg.CAPTURE, Leg.RELEASE, *CALLED_BACK)
KEPT = ("state", "opened_at", "fail_counter")
"""What the storage of a breaker keeps that is looked at, each under a key of its own."""


class _Failed(Exception):
    """Tells a breaker that a call failed."""


class Breaker(NamedTuple):
    """How a breaker stands: until when it holds calls back, and whether the latest went well.

    One whose time is over is on trial until a call shows which of the two it is.
    """

    open_until: datetime | None = None
    is_well: bool = False
    is_on_trial: bool = False


Breakers: TypeAlias = Mapping[str, Breaker]
"""How breakers stand, by operation (`operation_of`)."""
NONE_OPEN: Breakers = {}
_NEVER_CALLED = Breaker()


def look_at_breakers(*, now: datetime) -> Breakers:
    """Return how the breakers of all billers and of core banking stand, read in one go.

    Asks Redis, so it comes before the transaction that claims a payment. Without Redis nothing is
    held back.
    """
    operations = _all_operations()
    keys = [key for operation in operations for key in _keys_of(operation)]
    try:
        found: Any = iter(_redis(settings.REDIS_URL).mget(keys))
    except RedisError:
        return NONE_OPEN
    parts = zip(found, found, found, strict=True)
    return {
        operation: _read(*part, now=now) for operation, part in zip(operations, parts, strict=True)
    }


def breaker_of(breakers: Breakers, biller_type: str, leg: Leg) -> Breaker:
    """Return how the breaker of a leg stands."""
    return breakers.get(operation_of(biller_type, leg), _NEVER_CALLED)


def open_breakers(*, now: datetime) -> dict[str, datetime]:
    """Return until when payments are held back, by the billers whose breaker is open."""
    breakers = look_at_breakers(now=now)
    found = {biller: breaker_of(breakers, biller, Leg.PAY).open_until for biller in _billers()}
    return {biller: until for biller, until in found.items() if until is not None}


def count_outcome(
    payment: BillerTransaction, attempt: Attempt, outcome: MoneyOutcome, *, breakers: Breakers
) -> None:
    """Let the breaker know how a call ended: a biller that refuses in so many words is well.

    `breakers` is how they stood before the call; where all was well and still is, there is nothing
    to write.
    """
    leg, has_failed = Leg(attempt.leg), isinstance(outcome, NotSent | Unknown)
    if not has_failed and breaker_of(breakers, payment.biller_type, leg).is_well:
        return
    with suppress(_Failed, RedisError, CircuitBreakerError):
        circuit = _circuit(settings.REDIS_URL, operation_of(payment.biller_type, leg))
        circuit.call(_report, failed=has_failed)


def _report(*, failed: bool) -> None:
    if failed:
        raise _Failed


def operation_of(biller_type: str, leg: Leg) -> str:
    """Return whose breaker a leg has: its biller's, or core banking's."""
    return f"{biller_type}:{leg}" if leg in AT_BILLER else f"{CORE_BANKING}:{leg}"


def _billers() -> list[str]:
    return list(dict.fromkeys(biller_type for biller_type, _dialect in all_connectors()))


def _all_operations() -> list[str]:
    at_billers = [
        operation_of(biller, leg) for biller in _billers() for leg in CALLED if leg in AT_BILLER
    ]
    return at_billers + [operation_of("", leg) for leg in CALLED if leg not in AT_BILLER]


def _keys_of(operation: str) -> list[str]:
    return [f"billers:{operation}:{CircuitRedisStorage.BASE_NAMESPACE}:{word}" for word in KEPT]


def _read(
    state: bytes | None, opened_at: bytes | None, failures: bytes | None, *, now: datetime
) -> Breaker:
    """Return what the storage of a breaker says; a breaker that never was is closed."""
    if state != STATE_OPEN.encode() or opened_at is None:
        is_closed = state == STATE_CLOSED.encode()
        return Breaker(is_well=is_closed and not int(failures or 0))
    until = datetime.fromtimestamp(int(opened_at), tz=UTC) + OPEN_FOR
    return Breaker(open_until=until) if until > now else Breaker(is_on_trial=True)


@lru_cache(maxsize=64)
def _circuit(redis_url: str, operation: str) -> CircuitBreaker:
    storage = CircuitRedisStorage(
        STATE_CLOSED,
        _redis(redis_url),
        namespace=f"billers:{operation}",
        fallback_circuit_state=STATE_CLOSED,
    )
    return CircuitBreaker(
        fail_max=FAILURES_TO_OPEN,
        reset_timeout=OPEN_FOR.total_seconds(),
        state_storage=storage,
        name=operation,
    )


@lru_cache(maxsize=4)
def _redis(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
