"""How bill payments run, for the operations page: queues, sweeper, breakers, what is not known."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from redis.exceptions import RedisError

from billers.operations.breakers import look_at_breakers
from billers.operations.tallying import find_latest_sweep
from billers.pages.people import VIEW
from billers.queries.held_back import list_active_billers
from billers.queries.transfers import sum_unsettled
from billers.queries.watching import list_in_trouble, list_not_final
from billers.states import Status
from billie.staff.access import may
from billie.watch.queues import count_waiting_tasks

SILENT = timedelta(minutes=1)
"""After which the sweeper, which runs every few seconds, is down."""

LONG_QUEUE = 500

log = structlog.get_logger(__name__)


def panel(request: HttpRequest) -> SafeString | None:
    """Return how bill payments run, nothing for who may not see payments."""
    if not may(request, VIEW):
        return None
    now = timezone.now()
    context = {**_workers(now), **_payments(now), "long_queue": LONG_QUEUE}
    return render_to_string("billers/operations_panel.html", context, request)


def _workers(now: datetime) -> dict[str, Any]:
    """Return what Redis knows; without it that is said, and the rest is shown."""
    try:
        swept_at = find_latest_sweep()
        queues = list(count_waiting_tasks().items())
    except RedisError as error:
        log.warning("queues_not_known", error=str(error))
        return {"knows_queues": False}
    return {
        "knows_queues": True,
        "queues": queues,
        "swept_at": swept_at,
        "is_silent": swept_at is None or now - swept_at > SILENT,
    }


def _payments(now: datetime) -> dict[str, Any]:
    waiting = list_not_final()
    by_status: Counter[str] = Counter()
    for row in waiting:
        by_status[row.kind] += row.payments
    by_trouble: Counter[str] = Counter()
    for row in list_in_trouble(now=now):
        by_trouble[row.kind] += row.payments
    breakers = look_at_breakers(now=now)
    return {
        "statuses": [(status, by_status[status]) for status in sorted(by_status)],
        "troubles": sorted(by_trouble.items()),
        "oldest_unknown": min(
            (row.since for row in waiting if row.kind == Status.UNKNOWN), default=None
        ),
        "open_breakers": [
            (name, breaker.open_until) for name, breaker in breakers.items() if breaker.open_until
        ],
        "transfers": sum_unsettled(now=now),
        "paused": [each for each in list_active_billers(breakers={}) if each.is_paused],
    }
