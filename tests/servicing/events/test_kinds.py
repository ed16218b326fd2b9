"""Kinds of fields: amounts, days, instants, flags, and what becomes of strange values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.servicing.events.reading import account, decode


def test_numbers_are_accepted_for_texts_and_texts_for_numbers():
    event, warnings = decode(
        "account.schedule.created.v1",
        {"account_id": 17, "n_payments": "4", "payments": [{"payment_number": "1"}]},
    )

    assert (event.account_id, event.n_payments) == ("17", 4)
    assert event.payments[0].payment_number == 1
    assert warnings == []


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("145.00", "145.00"),
        ('"145.5"', "145.50"),
        ('" 145 "', "145.00"),
        ("0.1", "0.10"),
        ("-12.30", "-12.30"),
        ('"1.45E2"', "145.00"),
        ("9999999999999999.99", "9999999999999999.99"),
    ],
)
def test_money_is_exact(value, amount):
    event, warnings = decode(
        "account.updated.v1", f'{{"account_id":"L1","current_balance":{value}}}'
    )

    assert event.current_balance == Decimal(amount)
    assert isinstance(event.current_balance, Decimal)
    assert warnings == []


@pytest.mark.parametrize(("sent", "kept"), [("0.125", "0.12"), ("0.135", "0.14"), ("1.999", "2")])
def test_more_than_two_decimals_are_rounded_half_even_and_noted(sent, kept):
    event, warnings = account(loan_fee=sent)

    assert event.loan_fee == Decimal(kept)
    assert warnings == ["loan_fee was rounded to two decimals"]


@pytest.mark.parametrize(
    "value",
    [
        '"NaN"',
        "NaN",
        "Infinity",
        '"-Infinity"',
        "1e400",
        '"1e16"',
        '"$5"',
        '"1,000"',
        "true",
        "{}",
    ],
)
def test_what_is_no_amount_is_dropped_and_noted(value):
    event, warnings = decode(
        "account.created.v1", f'{{"account_id":"L1","loan_fee":{value},"loan_amount":1}}'
    )

    assert (event.loan_fee, event.loan_amount) == (None, 1)
    assert len(warnings) == 1


@pytest.mark.parametrize(
    "value",
    ["2026-03-02", "2026-03-02T23:30:00+11:00", "2026-03-02T00:00:00", "2026-03-02T00:00:00.5Z"],
)
def test_a_date_is_a_date_or_the_date_of_an_instant(value):
    event, warnings = account(opened_date=value)

    assert (event.opened_date, warnings) == (date(2026, 3, 2), [])


@pytest.mark.parametrize("value", ["02/03/2026", "2026-02-30", 20260302, "0001-01-01", [], "soon"])
def test_what_is_no_date_is_dropped_and_noted(value):
    event, warnings = account(opened_date=value, account_number="4")

    assert (event.opened_date, event.account_number) == (None, "4")
    assert warnings[0].startswith("opened_date dropped: ")


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-02T09:00:00Z",
        "2026-03-02T20:00:00+11:00",
        "2026-03-02T09:00:00",
        "2026-03-02 09:00:00+00:00",
        "2026-03-02T09:00:00.000000000Z",
        1772442000,
        1772442000000,
        "1772442000",
        1772442000.0,
    ],
)
def test_an_instant_is_iso_or_seconds_or_milliseconds_and_without_a_zone_utc(value):
    event, warnings = decode("user_input", {"utterance": "Hi", "created_at": value})

    assert event.created_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert warnings == []


@pytest.mark.parametrize(
    "value",
    ["soon", 0, -5, 10**40, "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-10:00", True, {}],
)
def test_what_is_no_instant_is_dropped_and_noted(value):
    event, warnings = decode("user_input", {"utterance": "Hi", "created_at": value})

    assert (event.created_at, event.utterance) == (None, "Hi")
    assert warnings[0].startswith("created_at dropped: ")


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), ("true", True), ("False", False), (1, True), (0, False), ("0", False)],
)
def test_a_flag_is_told_in_several_ways(value, flag):
    event, warnings = decode("customer.changed.v1", {"customer_id": "C1", "staff_flag": value})

    assert (event.staff_flag, warnings) == (flag, [])


@pytest.mark.parametrize("value", ["maybe", 2, [], 0.5])
def test_what_is_no_flag_is_dropped_and_noted(value):
    event, warnings = decode("customer.changed.v1", {"customer_id": "C1", "staff_flag": value})

    assert (event.staff_flag, warnings) == (None, ["staff_flag dropped: neither true nor false"])
