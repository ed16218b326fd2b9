"""What the stream does to a customer (WIRE 1.3)."""

from datetime import UTC, date, datetime

import pytest

from tests.servicing.examples import ADDRESS, EXAMPLES, PERSON
from tests.servicing.stories import Story


@pytest.fixture
def story() -> Story:
    """A customer whose details are known."""
    return Story().given("customer.changed.v1", **PERSON)


def test_a_customer_has_the_details_that_were_sent(story):
    customer = story.customer()

    assert (customer.first_name, customer.last_name) == ("Maya", "Okoro")
    assert customer.full_name == "Maya Okoro"
    assert customer.preferred_name == "May"
    assert customer.email_address == "maya@example.com"
    assert customer.mobile_phone_number == "0491 570 006"
    assert customer.phone_digits == "61491570006"
    assert customer.date_of_birth == date(1990, 4, 12)
    assert customer.ekyc_status == "successful"
    assert (customer.staff_flag, customer.vulnerable_flag) == (False, True)
    assert customer.as_of == story.now


def test_an_address_has_a_country_though_none_was_sent(story):
    assert story.customer().residential_address == {**ADDRESS, "country": "Australia"}
    assert story.customer().mailing_address == {}


def test_an_address_is_replaced_as_a_whole(story):
    story.given("customer.changed.v1", customer_id="C1", residential_address={"suburb": "Hobart"})

    address = story.customer().residential_address
    assert (address["suburb"], address["street_name"]) == ("Hobart", "")


def test_an_empty_address_says_nothing(story):
    story.given("customer.changed.v1", customer_id="C1", residential_address={})

    assert story.customer().residential_address["suburb"] == "Newtown"


def test_a_part_of_the_details_changes_only_that_part(story):
    story.given("customer.updated.v1", customer_id="C1", last_name="Lindqvist")

    customer = story.customer()
    assert customer.full_name == "Maya Lindqvist"
    assert customer.email_address == "maya@example.com"
    assert customer.vulnerable_flag is True


def test_an_empty_text_clears_a_detail(story):
    story.given("customer.changed.v1", customer_id="C1", mobile_phone_number="", last_name="")

    customer = story.customer()
    assert (customer.mobile_phone_number, customer.phone_digits) == ("", "")
    assert customer.full_name == "Maya"


def test_a_flag_can_be_taken_away(story):
    story.given("customer.changed.v1", customer_id="C1", vulnerable_flag=False)

    assert story.customer().vulnerable_flag is False


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("successful success approved passed verified SUCCESSFUL EkycStatus.PASSED", "successful"),
        ("failed fail declined rejected Failed", "failed"),
        ("pending in_progress in_review IN_REVIEW", "pending"),
    ],
)
def test_an_ekyc_word_is_translated(words, status):
    for word in words.split():
        story = Story().given("customer.changed.v1", customer_id="C1", ekyc_status=word)

        assert story.customer().ekyc_status == status


def test_an_unknown_ekyc_word_is_dropped_and_the_rest_is_kept(story):
    story.given("customer.changed.v1", customer_id="C1", ekyc_status="maybe", first_name="Mia")

    assert story.customer().ekyc_status == "successful"
    assert story.customer().first_name == "Mia"
    assert story.warnings == ["ekyc_status dropped: unknown word 'maybe'"]


def test_created_fills_in_a_customer_that_was_updated_before():
    story = Story().given("customer.updated.v1", customer_id="C1", email_address="new@example.com")

    story.given("customer.created.v1", **PERSON)

    customer = story.customer()
    assert customer.full_name == "Maya Okoro"
    assert customer.vulnerable_flag is True
    assert customer.phone_digits == "61491570006"
    assert customer.email_address == "new@example.com"


def test_a_verified_customer_passed_the_electronic_check_too():
    story = Story().given("customer.changed.v1", customer_id="C1", ekyc_status="pending")

    story.given("customer.verified.v1", **EXAMPLES["customer.verified.v1"])

    customer = story.customer()
    assert customer.identity_verified is True
    assert customer.ekyc_status == "successful"
    assert customer.verified_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_without_an_instant_a_customer_was_verified_when_it_was_published():
    story = Story().given("customer.verified.v1", customer_id="C1")

    assert story.customer().verified_at == story.now


def test_a_name_too_long_for_its_column_is_cut():
    story = Story().given("customer.changed.v1", customer_id="C1", first_name="M" * 300)

    assert story.customer().first_name == "M" * 200
    assert story.warnings == ["first_name was cut to 200 characters"]
