"""The dashboard's chart, from tallies to shapes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from servicing.pages.chart import compared_days, draw_day

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2026, 11, 20, 3, 30, tzinfo=UTC)  # Friday, 14:30 in Sydney


def test_today_is_the_day_of_the_business_time_zone() -> None:
    tallies = {
        datetime(2026, 11, 19, 13, tzinfo=UTC): 10,
        datetime(2026, 11, 19, 12, tzinfo=UTC): 99,
    }

    chart = draw_day(tallies, now=NOW, zone=SYDNEY)

    assert chart.today == 10
    assert chart.hours[0].today == 10


def test_hours_that_have_not_begun_have_no_figure() -> None:
    chart = draw_day({}, now=NOW, zone=SYDNEY)

    assert chart.hours[14].is_running
    assert chart.hours[14].today == 0
    assert chart.hours[15].today is None


def test_it_is_compared_with_the_same_day_a_week_before() -> None:
    tallies = {
        datetime(2026, 11, 20, 2, tzinfo=UTC): 120,
        datetime(2026, 11, 13, 2, tzinfo=UTC): 100,
        datetime(2026, 11, 13, 3, tzinfo=UTC): 500,  # the hour that still runs does not count
    }

    chart = draw_day(tallies, now=NOW, zone=SYDNEY)

    assert chart.before_day == date(2026, 11, 13)
    assert chart.comparison == "20 % more than"


def test_without_a_week_before_nothing_is_compared() -> None:
    assert draw_day({}, now=NOW, zone=SYDNEY).comparison == ""


def test_no_bar_leaves_the_box() -> None:
    tallies = {datetime(2026, 11, 20, 2, tzinfo=UTC): 987_654}

    chart = draw_day(tallies, now=NOW, zone=SYDNEY)

    assert all(0 <= hour.y <= 100 and hour.y + hour.height <= 100.01 for hour in chart.hours)
    assert chart.ticks[0][1] >= 987_654


def test_the_day_on_which_clocks_go_back_keeps_every_event() -> None:
    sunday = datetime(2026, 4, 5, 9, tzinfo=UTC)
    tallies = {
        datetime(2026, 4, 4, 15, tzinfo=UTC): 3,  # 02:00 in summer time
        datetime(2026, 4, 4, 16, tzinfo=UTC): 4,  # 02:00 once more
    }

    chart = draw_day(tallies, now=sunday, zone=SYDNEY)

    assert chart.hours[2].today == 7


def test_only_the_two_days_that_are_compared_are_asked_for() -> None:
    before, today = compared_days(now=NOW, zone=SYDNEY)

    assert [day.isoformat() for day in today] == [
        "2026-11-20T00:00:00+11:00",
        "2026-11-21T00:00:00+11:00",
    ]
    assert before[0].date() == date(2026, 11, 13)
