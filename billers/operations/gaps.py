"""When a payment is looked at again: growing gaps, so that old ones do not crowd out new ones."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present instant, for what takes as long as a biller does."""

SETTLING = [
    timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300, 600, 1800, 3600, 10_800)
]
MOVING_AGAIN = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 3600)]
SURE_AFTER = timedelta(minutes=10)
"""After which a biller or core banking that has never heard of a reference is believed: until then
the request may still be on its way."""


def next_query_at(*, asked: int, now: datetime) -> datetime:
    """Return when an unknown payment is asked after again, having been asked so many times."""
    return now + SETTLING[min(asked, len(SETTLING) - 1)]


def next_move_at(*, tried: int, now: datetime) -> datetime:
    """Return when held money is moved again, having been tried so many times in vain."""
    return now + MOVING_AGAIN[min(tried, len(MOVING_AGAIN)) - 1]
