"""A phone number is found however it was written."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicing.projections import phone_digits


@pytest.mark.parametrize(
    "written",
    [
        "0491 570 006",
        "0491570006",
        "+61 491 570 006",
        "+61 (0)491 570 006",
        "61491570006",
        "0011 61 491 570 006",
        "(0491) 570-006",
        "0491.570.006",
    ],
)
def test_a_number_has_one_form(written):
    assert phone_digits(written, "AU") == "61491570006"


def test_a_number_of_another_country_keeps_its_code():
    assert phone_digits("+265 991 234 567", "AU") == "265991234567"


def test_the_region_is_that_of_numbers_without_one():
    assert phone_digits("0991 234 567", "MW") == "265991234567"


def test_what_is_no_number_gives_the_digits_that_are_there():
    assert phone_digits("call 7 or", "AU") == "7"
    assert phone_digits("nobody", "AU") == ""


@given(st.from_regex(r"(\+61|61|0|)[ ]?4\d\d[ -]?\d{3}[ -]?\d{3}", fullmatch=True))
def test_the_short_way_says_the_same_as_the_library(written):
    parsed = phonenumbers.parse(written, "AU")

    digits = phone_digits(written, "AU")

    assert digits == f"{parsed.country_code}{parsed.national_number}"


@given(st.text(), st.sampled_from(["AU", "MW", "XX"]))
def test_any_text_gives_digits_that_fit_the_column(written, region):
    digits = phone_digits(written, region)

    assert len(digits) <= 50
    assert digits == "" or digits.isdigit()
