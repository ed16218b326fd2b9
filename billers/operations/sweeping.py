"""Payments that nobody is working on: never enqueued, due again, or left by a dead worker."""

from datetime import datetime

from django.db.models import Q

from billers.models import BillerTransaction
from billers.states import LIVE

MOST_AT_ONCE = 500


def list_due(*, now: datetime, limit: int = MOST_AT_ONCE) -> list[int]:
    """Return the ids of payments whose next automatic step is due, the longest waiting first.

    Those that a worker has in hand are left out until its claim is over.
    """
    due = BillerTransaction.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        Q(status__in=LIVE) | Q(reversing_since__isnull=False),
        has_conflict=False,
        next_action_at__lte=now,
    )
    return list(due.order_by("next_action_at", "id").values_list("pk", flat=True)[:limit])
