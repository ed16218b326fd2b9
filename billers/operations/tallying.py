"""Counting what nobody keeps in figures: calls with their times, callbacks, and the last sweep.

All of it is kept in Redis (`billie.watch.tallies`) and begins again when that is emptied.
"""

from datetime import datetime

import structlog
from django.db import transaction
from redis.exceptions import RedisError

from billers.models import Attempt, BillerTransaction, Callback, LookupRecord
from billie.watch.tallies import Call, connection, count_calls, count_one

CALLS = "billie:billers:calls"
CALLBACKS = "billie:billers:callbacks"
SWEPT_AT = "billie:billers:swept_at"

log = structlog.get_logger(__name__)


def count_attempt(payment: BillerTransaction, attempt: Attempt) -> None:
    """Count an attempt that has ended, once the caller's transaction is committed."""
    labels = (payment.biller_type, str(attempt.leg), str(attempt.outcome))
    call = Call(labels, (attempt.latency_ms or 0) / 1000)
    transaction.on_commit(lambda: count_calls(CALLS, [call]))


def count_lookup(record: LookupRecord) -> None:
    """Count a question to a biller, by what it came to."""
    labels = (record.biller_type, str(record.transaction_type), str(record.result))
    count_calls(CALLS, [Call(labels, (record.latency_ms or 0) / 1000)])


def count_callback(callback: Callback) -> None:
    """Count a callback that came, by whether it is believed."""
    count_one(CALLBACKS, (callback.biller_type, str(callback.verdict)))


def note_sweep(*, now: datetime) -> None:
    """Remember that the sweeper has run."""
    try:
        connection().set(SWEPT_AT, now.isoformat())
    except RedisError as error:
        log.warning("sweep_not_noted", error=str(error))


def find_latest_sweep() -> datetime | None:
    """Return when the sweeper ran last, None if Redis does not remember.

    :raises RedisError: if Redis cannot be asked
    """
    kept: bytes | None = connection().get(SWEPT_AT)  # type: ignore[assignment]
    return datetime.fromisoformat(kept.decode()) if kept else None
