"""The dashboard's chart: events an hour today, against the same day a week before.

Pure: tallies in, shapes out. The template draws bars and a line in a box of 100 by 100 that is
stretched to the room there is, and the same figures as a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

HOURS = 24
BAR_SHARE = 0.62
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the chart, sizes in percent; `today` is None while it has not begun."""

    label: str
    today: int | None
    before: int
    x: float
    y: float
    width: float
    height: float
    is_running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChart:
    """Everything the template shows. `comparison` says how the hours that are over compare."""

    hours: list[Hour]
    line: str
    ticks: list[tuple[float, int]]
    today: int
    before_day: date
    comparison: str


def compared_days(*, now: datetime, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Return from when till when the two days of the chart last, the earlier one first."""
    today = now.astimezone(zone).date()
    return [
        (
            datetime.combine(day, time(), zone),
            datetime.combine(day + timedelta(days=1), time(), zone),
        )
        for day in (today - WEEK, today)
    ]


def draw_day(tallies: Mapping[datetime, int], *, now: datetime, zone: tzinfo) -> DayChart:
    """Return the chart of the day of `now` in a time zone; `tallies` holds events by full hour."""
    today = now.astimezone(zone).date()
    before_day = today - WEEK
    running = now.astimezone(zone).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    today_counts = _by_hour(tallies, today, zone)
    before_counts = _by_hour(tallies, before_day, zone)
    top = _round_up(max(*today_counts, *before_counts, 1))
    hours = [
        _hour(
            number,
            today_counts[number],
            before_counts[number],
            top=top,
            running=running.hour,
        )
        for number in range(HOURS)
    ]
    return DayChart(
        hours=hours,
        line=_line(before_counts, top),
        ticks=[(0.0, top), (50.0, top // 2), (100.0, 0)],
        today=sum(today_counts),
        before_day=before_day,
        comparison=_compare(today_counts[: running.hour], before_counts[: running.hour]),
    )


def _by_hour(tallies: Mapping[datetime, int], day: date, zone: tzinfo) -> list[int]:
    """Return 24 sums; in the night when clocks go back, one hour holds two."""
    sums = [0] * HOURS
    start = datetime.combine(day, time(), zone)
    for hour, events in tallies.items():
        local = hour.astimezone(zone)
        if local.date() == start.date():
            sums[local.hour] += events
    return sums


def _hour(number: int, today: int, before: int, *, top: int, running: int) -> Hour:
    step = 100 / HOURS
    height = 100 * today / top
    return Hour(
        label=f"{number:02d}:00",
        today=today if number <= running else None,
        before=before,
        x=round(number * step + step * (1 - BAR_SHARE) / 2, 3),
        y=round(100 - height, 3),
        width=round(step * BAR_SHARE, 3),
        height=round(height, 3),
        is_running=number == running,
    )


def _line(counts: list[int], top: int) -> str:
    step = 100 / HOURS
    points = [
        f"{(number + 0.5) * step:.2f},{100 - 100 * count / top:.2f}"
        for number, count in enumerate(counts)
    ]
    return " ".join(points)


def _round_up(number: int) -> int:
    """Return the next number that reads well on an axis and can be halved: 2, 4, 10, 20."""
    scale = 1
    while True:
        for lead in (2, 4, 6, 8, 10, 14):
            if number <= lead * scale:
                return lead * scale
        scale *= 10


def _compare(today: list[int], before: list[int]) -> str:
    """Return "20 % more than" and the like; empty where there is nothing to compare with."""
    if not sum(before):
        return ""
    percent = round(100 * (sum(today) - sum(before)) / sum(before))
    if percent == 0:
        return "as many as"
    return f"{abs(percent):,} % {'more' if percent > 0 else 'fewer'} than"
