"""What keeps a troubled biller from taking more: breaker, places, and a pause by unresolved money.

# Note [A refusal by an open breaker is no attempt]
Where a call is not made, no row of a call is: the payment waits with its place in the queue, and
no retry is used up (DESIGN 5). The breakers' state is in Redis, shared by all workers; when Redis
is lost they are closed again, and open after the next failures.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Sum
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
from billers.models import Attempt, BillerConfig, BillerTransaction, Leg
from billers.states import Status
from billers.steps import AT_BILLER, CALLED_BACK

FAILURES_TO_OPEN = 5
OPEN_FOR = timedelta(seconds=30)
PAUSED_FOR = timedelta(minutes=1)
NO_PLACE_FOR = timedelta(seconds=1)
PATIENCE_SECONDS = 1.0
CORE_BANKING = "T24"
STARTS = frozenset({Leg.HOLD, Leg.PAY})
CALLED = (Leg.HOLD, Leg.PAY, Leg.CAPTURE, Leg.RELEASE)


class _Failed(Exception):
    """Tells a breaker that a call failed."""


def held_back_legs(*, payment_id: int, now: datetime) -> dict[Leg, datetime]:
    """Return the legs of a payment whose breaker is open, and until when.

    Asks Redis, so it comes before the transaction that claims the payment.
    """
    columns = ("biller_type", "uses_core_banking", "reversing_since")
    payment = BillerTransaction.objects.only(*columns).get(pk=payment_id)
    biller_type = payment.biller_type
    legs: tuple[Leg, ...] = CALLED_BACK if payment.is_reversing else CALLED
    if not payment.uses_core_banking:
        legs = tuple(leg for leg in legs if leg in AT_BILLER)
    found = {leg: open_until(operation_of(biller_type, leg), now=now) for leg in legs}
    return {leg: until for leg, until in found.items() if until is not None}


def blocked_until(
    payment: BillerTransaction, leg: Leg, *, held_back: Mapping[Leg, datetime], now: datetime
) -> datetime | None:
    """Return until when a leg may not be called, None if its way is free.

    `held_back` is what the breakers said. Holds the biller's places locked until the caller's
    transaction ends.
    """
    if leg in STARTS and (not payment.config.is_active or is_paused(payment.config)):
        return now + PAUSED_FOR
    if leg in held_back:
        return held_back[leg]
    if leg == Leg.HOLD and not payment.pay_outcome and Leg.PAY in held_back:
        return held_back[Leg.PAY]  # no money is held for a biller that cannot be paid now
    return None if _has_place(payment.config, now) else now + NO_PLACE_FOR


def is_paused(config: BillerConfig) -> bool:
    """Tell whether so much money is unresolved at a biller that nothing new is started."""
    return config.pause_above is not None and unresolved(config) > config.pause_above


def unresolved(config: BillerConfig) -> Decimal:
    """Return the money of a biller's payments of which nobody knows what became."""
    rows = BillerTransaction.objects.filter(config=config, status=Status.UNKNOWN)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def open_until(operation: str, *, now: datetime) -> datetime | None:
    """Return until when a breaker holds calls back, None when it lets them pass.

    Without Redis nothing is held back.
    """
    try:
        breaker = _breaker(operation)
    except RedisError:
        return None
    opened_at = breaker.storage.opened_at
    if breaker.storage.state != STATE_OPEN or opened_at is None:
        return None
    until = opened_at + OPEN_FOR
    return until if until > now else None


def count_outcome(payment: BillerTransaction, attempt: Attempt, outcome: MoneyOutcome) -> None:
    """Let the breaker know how a call ended: a biller that refuses in so many words is well."""
    with suppress(_Failed, RedisError, CircuitBreakerError):
        breaker = _breaker(operation_of(payment.biller_type, Leg(attempt.leg)))
        breaker.circuit.call(_report, failed=isinstance(outcome, NotSent | Unknown))


def _report(*, failed: bool) -> None:
    if failed:
        raise _Failed


def operation_of(biller_type: str, leg: Leg) -> str:
    """Return whose breaker a leg has: its biller's, or core banking's."""
    return f"{biller_type}:{leg}" if leg in AT_BILLER else f"{CORE_BANKING}:{leg}"


def _has_place(config: BillerConfig, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('billers places'), %s)", [config.pk])
    taken = BillerTransaction.objects.filter(config=config, claimed_until__gt=now).count()
    return taken < config.concurrency_limit


class _Breaker(NamedTuple):
    circuit: CircuitBreaker
    storage: CircuitRedisStorage


@lru_cache(maxsize=64)
def _breaker(operation: str) -> _Breaker:
    storage = CircuitRedisStorage(
        STATE_CLOSED,
        _redis(),
        namespace=f"billers:{operation}",
        fallback_circuit_state=STATE_CLOSED,
    )
    circuit = CircuitBreaker(
        fail_max=FAILURES_TO_OPEN,
        reset_timeout=OPEN_FOR.total_seconds(),
        state_storage=storage,
        name=operation,
    )
    return _Breaker(circuit, storage)


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
