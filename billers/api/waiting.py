"""Waiting for a payment to come to its end, as far as a caller prefers to (RFC 7240).

# Note [Few may wait at once]
Each request that waits has a thread of the server to itself. So only some wait in a process at
once; to others a preference is just that, and they are answered at once.
"""

import re
import threading
import time

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from billers.models import BillerTransaction
from billers.states import FINAL

LONGEST_SECONDS = 30
MOST_WAITING = 4
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.02, 0.25
PARAMETER = OpenApiParameter(
    "Prefer",
    str,
    OpenApiParameter.HEADER,
    description=f"`wait=N`: answer with 201 as soon as the payment has come to its end, or with"
    f" 202 after N seconds, at most {LONGEST_SECONDS}.",
)

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_places = threading.BoundedSemaphore(MOST_WAITING)


def preferred_seconds(request: Request) -> int:
    """Return how long a caller prefers to wait, 0 for not at all."""
    found = _WAIT.search(request.headers.get("Prefer", ""))
    return min(int(found[1]), LONGEST_SECONDS) if found else 0


def wait_for_end(payment: BillerTransaction, seconds: int) -> bool:
    """Wait until a payment has come to its end; tell whether it was waited for at all.

    No transaction and no lock is held meanwhile. The payment is as it stands then.
    """
    if not seconds or not _places.acquire(blocking=False):
        return False
    try:
        _wait(payment, time.monotonic() + seconds)
    finally:
        _places.release()
    return True


def _wait(payment: BillerTransaction, deadline: float) -> None:
    pause = FIRST_PAUSE_SECONDS
    statuses = BillerTransaction.objects.filter(pk=payment.pk).values_list("status", flat=True)
    while statuses.get() not in FINAL and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    payment.refresh_from_db()
