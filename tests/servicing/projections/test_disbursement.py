"""Disbursement is a one-way gate (WIRE 1.3)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.servicing.stories import Story

EARLY_WORDS = ["PENDING", "PENDING_DISBURSEMENT"]
PAID_OUT_AT = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)


def account_with(status: str) -> Story:
    """Return the story of an account whose first event gave it a status."""
    return Story().given("account.created.v1", account_id="L1", customer_id="C1", status=status)


@pytest.mark.parametrize("early", EARLY_WORDS)
@pytest.mark.parametrize(
    ("word", "status"),
    [("ACTIVE", "active"), ("SUSPENDED", "in_arrears"), ("CLOSED", "paid_off")],
)
def test_a_late_pending_reopens_nothing(word, status, early):
    story = account_with(word)

    story.given("account.updated.v1", account_id="L1", status=early, current_balance="9.00")

    assert story.account().account_status == status
    assert story.account().sdk_status == word
    assert story.account().current_balance == Decimal("9.00")
    assert "came late" in story.warnings[0]


def test_an_account_that_was_only_pending_can_still_wait_for_its_money():
    story = account_with("PENDING")

    story.given("account.status_changed.v1", account_id="L1", new_status="PENDING_DISBURSEMENT")

    assert story.account().account_status == "pending_disbursement"


def test_a_positive_balance_without_status_means_that_it_was_disbursed():
    story = account_with("PENDING_DISBURSEMENT")

    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="600.00",
        timestamp="2026-03-04T01:30:00Z",
    )

    assert story.account().account_status == "active"
    assert story.account().disbursed_at == PAID_OUT_AT


def test_without_a_timestamp_it_was_disbursed_when_the_event_was_published():
    story = account_with("PENDING_DISBURSEMENT")

    story.given("account.updated.v1", account_id="L1", current_balance="600.00")

    assert story.account().disbursed_at == story.now


@pytest.mark.parametrize("balance", ["0.00", "-1.00", None])
def test_no_positive_balance_proves_no_disbursement(balance):
    story = account_with("PENDING_DISBURSEMENT")

    story.given("account.updated.v1", account_id="L1", current_balance=balance)

    assert story.account().account_status == "pending_disbursement"
    assert story.account().disbursed_at is None


def test_a_status_in_the_update_is_believed_rather_than_the_balance():
    story = account_with("PENDING_DISBURSEMENT")

    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="600.00",
        status="PENDING_DISBURSEMENT",
    )

    assert story.account().account_status == "pending_disbursement"


def test_the_disbursement_is_stamped_once():
    story = account_with("PENDING_DISBURSEMENT")
    story.given("account.updated.v1", account_id="L1", current_balance="600.00")
    stamped = story.account().disbursed_at

    story.given("account.updated.v1", account_id="L1", current_balance="500.00")
    story.given("account.updated.v1", account_id="L1", status="PENDING_DISBURSEMENT")
    story.given("account.updated.v1", account_id="L1", status="ACTIVE")

    assert story.account().disbursed_at == stamped
    assert story.account().account_status == "active"


def test_a_disbursed_account_does_not_wait_again_though_its_word_was_never_active():
    story = account_with("PENDING_DISBURSEMENT")
    story.given("account.updated.v1", account_id="L1", current_balance="600.00")

    story.given("account.status_changed.v1", account_id="L1", new_status="PENDING")

    assert story.account().sdk_status == "PENDING_DISBURSEMENT"
    assert story.account().account_status == "active"


def test_the_move_to_active_is_the_disbursement():
    story = account_with("PENDING_DISBURSEMENT")

    story.given(
        "account.status_changed.v1",
        account_id="L1",
        new_status="ACTIVE",
        changed_at="2026-03-04T12:30:00+11:00",
    )

    assert story.account().disbursed_at == PAID_OUT_AT


def test_an_early_positive_balance_counts_when_the_account_is_created_afterwards():
    story = Story().given("account.updated.v1", account_id="L1", current_balance="600.00")

    story.given("account.created.v1", account_id="L1", status="PENDING_DISBURSEMENT")

    assert story.account().account_status == "active"
    assert story.account().disbursed_at == story.now


def test_the_first_balance_of_a_waiting_account_is_no_proof():
    story = Story().given(
        "account.created.v1",
        account_id="L1",
        status="PENDING_DISBURSEMENT",
        current_balance="600.00",
    )

    assert story.account().account_status == "pending_disbursement"
