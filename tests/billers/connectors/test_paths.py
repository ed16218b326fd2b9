"""A value in a path stays one value of that path."""

import pytest

from billers.connectors.wire.paths import ValueDoesNotFit, check_plain, fill


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("410022", "/accounts/410022"),
        ("LL-88120", "/accounts/LL-88120"),
        ("BT/9/12", "/accounts/BT%2F9%2F12"),
        ("a?b#c", "/accounts/a%3Fb%23c"),
        ("../x", "/accounts/..%2Fx"),
        ("a b", "/accounts/a%20b"),
        ("{other}", "/accounts/%7Bother%7D"),
        ("é%2F", "/accounts/%C3%A9%252F"),
    ],
)
def test_a_value_is_escaped_whole(value, path):
    assert fill("/accounts/{account_number}", {"account_number": value}) == path


@pytest.mark.parametrize("value", ["", " ", ".", "..", "..."])
def test_a_value_that_would_change_the_path_is_refused(value):
    with pytest.raises(ValueDoesNotFit, match="account number"):
        fill("/accounts/{account_number}/x", {"account_number": value})


@pytest.mark.parametrize("value", ["a/b", "a%2Fb", "a b", "", "é", "a\\b", "+", "a+b"])
def test_what_stands_in_a_selling_path_is_plain(value):
    with pytest.raises(ValueDoesNotFit):
        check_plain("bundle_id", value)


@pytest.mark.parametrize("value", ["DAILY500", "+265888000444", "BIL-1_2.3"])
def test_plain_values_are_taken(value):
    check_plain("bundle_id", value)
