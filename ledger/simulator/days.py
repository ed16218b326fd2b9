"""Business days as the protocol writes them, and the day that an instant falls on."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ledger.simulator.refusals import NotUnderstood

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_day(name: str, text: str) -> date:
    """Return a day written YYYY-MM-DD.

    :raises NotUnderstood: if it is none
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise NotUnderstood(f"{name} is a day such as 2026-01-31, not {text!r}.")


def read_period(start: str, end: str) -> tuple[date, date]:
    """Return the first and the last day of a period.

    :raises NotUnderstood: if they are no days, or the wrong way round
    """
    first, last = read_day("period_start", start), read_day("period_end", end)
    if first > last:
        raise NotUnderstood("period_start comes after period_end.")
    return first, last


def business_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the day that an instant falls on where the lender works."""
    return at.astimezone(zone).date()
