"""The last payment: told, or inferred from a fall in balance (WIRE 1.3)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.servicing.stories import Story


@pytest.fixture
def story() -> Story:
    """An active loan that owes 600.00 and was never paid."""
    return Story().given(
        "account.created.v1", account_id="L1", status="ACTIVE", current_balance="600.00"
    )


def latest(story: Story) -> tuple[date | None, Decimal | None]:
    """Return the last payment of the account."""
    return story.account().latest_payment_date, story.account().latest_payment_amount


def test_a_payment_that_is_told_is_taken_as_it_is(story):
    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        last_payment_date="2026-03-01",
        last_payment_amount="149.00",
    )

    assert latest(story) == (date(2026, 3, 1), Decimal("149.00"))


@pytest.mark.parametrize("trigger", [None, "REPAYMENT", "TransactionType.REPAYMENT", "repayment"])
def test_a_fall_in_balance_is_a_payment(story, trigger):
    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        timestamp="2026-03-09T20:30:00-05:00",
        triggered_by_transaction_type=trigger,
    )

    assert latest(story) == (date(2026, 3, 10), Decimal("150.00"))


@pytest.mark.parametrize(
    "trigger",
    ["FEE_WAIVER", "ADJUSTMENT", "WRITE_OFF", "LATE_FEE", "TransactionType.FEE_WAIVER", "NEW"],
)
def test_a_waiver_a_correction_and_a_write_off_are_no_payments(story, trigger):
    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        triggered_by_transaction_type=trigger,
    )

    assert latest(story) == (None, None)


def test_without_a_timestamp_it_was_paid_on_the_day_of_publication(story):
    story.given("account.updated.v1", account_id="L1", current_balance="450.00")

    assert latest(story) == (story.now.date(), Decimal("150.00"))


@pytest.mark.parametrize("balance", ["600.00", "700.00", None])
def test_no_fall_in_balance_is_no_payment(story, balance):
    story.given("account.updated.v1", account_id="L1", current_balance=balance)

    assert latest(story) == (None, None)


def test_nothing_is_inferred_beside_an_explicit_date(story):
    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        last_payment_date="2026-03-01",
    )

    assert latest(story) == (date(2026, 3, 1), None)


def test_an_explicit_amount_is_believed_when_the_date_is_inferred(story):
    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        last_payment_amount="145.00",
    )

    assert latest(story) == (story.now.date(), Decimal("145.00"))


def test_without_a_balance_before_there_is_no_fall():
    story = Story().given("account.updated.v1", account_id="L1", current_balance="450.00")

    assert latest(story) == (None, None)


def test_a_payment_is_not_forgotten_by_the_next_update(story):
    story.given("account.updated.v1", account_id="L1", current_balance="450.00")
    paid = latest(story)

    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="440.00",
        triggered_by_transaction_type="FEE_WAIVER",
    )

    assert latest(story) == paid
