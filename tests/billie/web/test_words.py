"""Values in words: amounts, instants, lengths of time."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from billie.web import words

NOW = datetime(2026, 11, 20, 3, 0, 0, tzinfo=UTC)


def test_an_amount_has_thousands_separators_and_two_decimals() -> None:
    assert words.amount(Decimal("1234567.5")) == "1,234,567.50"


def test_a_negative_amount_begins_with_a_real_minus_sign() -> None:
    assert words.amount(Decimal("-12.5")) == "\N{MINUS SIGN}12.50"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=2), "just now"),
        (timedelta(seconds=42), "42 s ago"),
        (timedelta(minutes=5, seconds=59), "5 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
        (timedelta(days=17), "3 Nov 2026"),
        (timedelta(minutes=-5), "in 5 min"),
    ],
)
def test_an_instant_is_said_relative_to_now(before: timedelta, said: str) -> None:
    assert words.ago(NOW - before, NOW) == said


def test_an_exact_instant_is_in_the_business_time_zone_and_names_it() -> None:
    assert words.exact(NOW) == "Fri 20 Nov 2026, 14:00:00 AEDT"


def test_a_day_is_written_so_that_no_country_misreads_it() -> None:
    assert words.day(date(2026, 11, 3)) == "3 Nov 2026"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.42, "0.4 s"), (12, "12 s"), (200, "3 min"), (7300, "2 h"), (86_400, "1 day")],
)
def test_a_length_of_time_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_lists_show_little_of_phone_numbers_and_addresses() -> None:
    assert words.masked_phone("0412345678") == "••• 678"
    assert words.masked_email("robin@example.com") == "r•••@example.com"
    assert words.masked_phone("") == ""
    assert words.masked_email("not an address") == "•••"
