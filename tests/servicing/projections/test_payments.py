"""Payments: told, or inferred from a fall in balance (WIRE 1.3), each kept once."""

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


def kept(story: Story) -> list[tuple[str, str, str]]:
    """Return day, amount and transaction of every payment that was kept."""
    return [
        (row.paid_date.isoformat(), str(row.amount), row.transaction_id) for row in story.payments
    ]


def repay(story: Story, transaction_id: str | None, **told: object) -> Story:
    """Tell of a repayment of 150.00."""
    payment = {"last_payment_date": "2026-03-09", "last_payment_amount": "150.00", **told}
    return story.given(
        "account.updated.v1",
        account_id="L1",
        triggered_by_transaction_id=transaction_id,
        triggered_by_transaction_type="REPAYMENT",
        **payment,
    )


def test_every_payment_is_kept_with_its_day_its_amount_and_what_posted_it(story):
    repay(story, "T1")
    repay(story, "T2")

    assert kept(story) == [("2026-03-09", "150.00", "T1"), ("2026-03-09", "150.00", "T2")]
    assert story.payments[1].first_event_at == story.now


def test_a_transaction_that_several_events_tell_of_is_one_payment(story):
    repay(story, "T1")
    repay(story, "T1", last_payment_amount="151.00")

    assert kept(story) == [("2026-03-09", "151.00", "T1")]


def test_the_same_transaction_number_of_another_account_is_another_payment(story):
    repay(story, "T1")
    story.given(
        "account.updated.v1",
        account_id="L2",
        last_payment_amount="150.00",
        triggered_by_transaction_id="T1",
        triggered_by_transaction_type="REPAYMENT",
    )

    assert len(story.payments) == 2


def test_a_last_payment_that_is_only_repeated_is_kept_once(story):
    told = {"last_payment_date": "2026-03-09", "last_payment_amount": "150.00"}

    for balance in ("450.00", "450.00", "450.00"):
        story.given("account.updated.v1", account_id="L1", current_balance=balance, **told)

    assert kept(story) == [("2026-03-09", "150.00", "")]


def test_an_equal_payment_on_the_same_day_counts_when_the_balance_falls_by_it(story):
    told = {"last_payment_date": "2026-03-09", "last_payment_amount": "150.00"}

    for balance in ("450.00", "300.00"):
        story.given("account.updated.v1", account_id="L1", current_balance=balance, **told)

    assert len(story.payments) == 2


def test_a_fee_that_repeats_the_last_payment_is_no_second_payment(story):
    repay(story, "T1")

    story.given(
        "account.updated.v1",
        account_id="L1",
        current_balance="615.00",
        last_payment_date="2026-03-09",
        last_payment_amount="150.00",
        triggered_by_transaction_id="T2",
        triggered_by_transaction_type="LATE_FEE",
    )

    assert len(story.payments) == 1


@pytest.mark.parametrize("amount", ["0.00", "-20.00"])
def test_nothing_and_less_than_nothing_are_no_payments(story, amount):
    repay(story, "T1", last_payment_amount=amount)

    assert story.payments == []


def test_the_amount_of_a_repayment_that_tells_none_is_the_fall_in_balance(story):
    repay(story, "T1", last_payment_amount=None, current_balance="480.00")

    assert kept(story) == [("2026-03-09", "120.00", "T1")]
