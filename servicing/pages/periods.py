"""Periods of business days that staff ask for, with those that they ask for most."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms

from billie.web.fields import day_field

LONGEST_DAYS = 3660


class Period(NamedTuple):
    """Two business days, both included."""

    start: date
    end: date


def this_month(today: date) -> Period:
    """Return the month so far."""
    return Period(today.replace(day=1), today)


def last_month(today: date) -> Period:
    """Return the whole month before."""
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


def this_year(today: date) -> Period:
    """Return the year so far."""
    return Period(today.replace(month=1, day=1), today)


USUAL = {"This month": this_month, "Last month": last_month, "This year": this_year}


class PeriodForm(forms.Form):
    """The first and the last day of a period, both included."""

    start = day_field("From")
    end = day_field("To")

    def __init__(self, data: Any, *, otherwise: Period) -> None:
        given = data if data.get("start") or data.get("end") else otherwise._asdict()
        super().__init__(
            {"start": given.get("start"), "end": given.get("end")}, auto_id="period-%s"
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that is too long to be meant."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and start > end:
            self.add_error("end", "This is before the beginning. Give a later day.")
        elif start and end and (end - start).days > LONGEST_DAYS:
            self.add_error("end", "At most ten years are shown at once.")
        return cleaned

    def period(self) -> Period | None:
        """Return the period that was asked for, None if it cannot be understood."""
        if not self.is_valid():
            return None
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])


def usual_periods(today: date) -> list[tuple[str, Period]]:
    """Return the periods that are asked for most, with their names."""
    return [(name, period(today)) for name, period in USUAL.items()]
