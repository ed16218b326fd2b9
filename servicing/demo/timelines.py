"""The time of a story: it moves on as the story is told, and stops at the present."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Australia/Sydney")
LIVE_PATIENCE = timedelta(hours=6)


class NotYet(Exception):
    """The story has reached the present: what comes next has not happened."""


class Timeline(Protocol):
    """Where a story stands in time; `is_past` says whether it is told after it happened."""

    now: datetime
    is_past: bool

    def pass_time(self, span: timedelta) -> None:
        """Move on by a span.

        :raises NotYet: if that lies beyond the present
        """


class PastTimeline:
    """A story that began at `begin` and is known up to `until`."""

    is_past = True

    def __init__(self, *, begin: datetime, until: datetime) -> None:
        self.now = begin
        self._until = until

    def pass_time(self, span: timedelta) -> None:
        """Move on by a span.

        :raises NotYet: beyond `until`
        """
        if self.now + span > self._until:
            raise NotYet
        self.now += span


class LiveTimeline:
    """A story that happens while it is told: `present` gives the current instant.

    What would take minutes in life happens at the speed of telling; what would take days is not
    waited for.
    """

    is_past = False

    def __init__(self, *, present: Callable[[], datetime]) -> None:
        self._present = present
        self.now = present()

    def pass_time(self, span: timedelta) -> None:
        """Move on to the present.

        :raises NotYet: if the span is longer than anybody would watch
        """
        if span > LIVE_PATIENCE:
            raise NotYet
        self.now = max(self.now, self._present())


def business_date(instant: datetime) -> date:
    """Return the day that an instant falls on where the lender works."""
    return instant.astimezone(BUSINESS_ZONE).date()


def business_instant(day: date, *, hour: int, minute: int) -> datetime:
    """Return the instant (UTC) of a time of day where the lender works."""
    return datetime.combine(day, time(hour, minute), BUSINESS_ZONE).astimezone(UTC)
