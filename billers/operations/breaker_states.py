"""How the breakers stand, for people who look on: all of them in one round trip to Redis.

Reads what `billers.operations.protection` has pybreaker keep there, and changes nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pybreaker import STATE_OPEN, CircuitRedisStorage
from redis.exceptions import RedisError

from billers.models import Leg
from billers.operations.protection import CALLED, CORE_BANKING, OPEN_FOR, operation_of
from billers.steps import AT_BILLER, CALLED_BACK
from billie.watch.tallies import connection

KEPT = ("state", "opened_at")


def open_breakers(*, biller_types: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return until when payments are held back, by the billers whose breaker is open."""
    by_operation = {operation_of(biller, Leg.PAY): biller for biller in biller_types}
    found = _open_until(list(by_operation), now)
    return {by_operation[name]: until for name, until in found.items() if until is not None}


def list_breakers(*, biller_types: Iterable[str], now: datetime) -> dict[str, datetime | None]:
    """Return every breaker of these billers and of core banking, and until when it is open."""
    legs = CALLED + CALLED_BACK
    operations = [
        operation_of(biller, leg) for biller in biller_types for leg in legs if leg in AT_BILLER
    ]
    operations += [operation_of(CORE_BANKING, leg) for leg in legs if leg not in AT_BILLER]
    return _open_until(operations, now)


def _open_until(operations: list[str], now: datetime) -> dict[str, datetime | None]:
    """Return until when each breaker holds calls back; without Redis none does."""
    keys = [
        f"billers:{operation}:{CircuitRedisStorage.BASE_NAMESPACE}:{what}"
        for operation in operations
        for what in KEPT
    ]
    try:
        kept: Any = connection().mget(keys) if keys else []
    except RedisError:
        return dict.fromkeys(operations)
    states, instants = kept[::2], kept[1::2]
    return {
        operation: _until(state, opened_at, now)
        for operation, state, opened_at in zip(operations, states, instants, strict=True)
    }


def _until(state: bytes | None, opened_at: bytes | None, now: datetime) -> datetime | None:
    if state is None or state.decode() != STATE_OPEN or not opened_at:
        return None
    until = datetime.fromtimestamp(int(opened_at), tz=UTC) + OPEN_FOR
    return until if until > now else None
