"""How late an account is (WIRE 1.3)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import Story

LATE = EXAMPLES["loan.aging.updated.v1"]


@pytest.fixture
def story() -> Story:
    """An account four days late."""
    return Story().given("loan.aging.updated.v1", **LATE)


def aging(story: Story) -> tuple[str, int | None, bool]:
    """Return bucket, days past due, and whether the account is in arrears."""
    account = story.account()
    return account.arrears_bucket, account.days_past_due, account.is_in_arrears


def test_an_account_knows_how_late_it_is(story):
    assert aging(story) == ("early_arrears", 4, True)
    assert story.account().total_overdue == Decimal("300.00")
    assert story.account().aging_updated_at == datetime(2026, 3, 20, 1, tzinfo=UTC)


def test_an_account_can_catch_up(story):
    story.given("loan.aging.updated.v1", account_id="L1", dpd=0, bucket="current", is_in_arrears=0)

    assert aging(story) == ("current", 0, False)


@pytest.mark.parametrize("bucket", ["current", "early_arrears", "late_arrears", "default"])
def test_a_bucket_is_translated_in_any_case(bucket):
    story = Story().given("loan.aging.updated.v1", account_id="L1", bucket=bucket.upper())

    assert story.account().arrears_bucket == bucket


def test_an_unknown_bucket_is_dropped_and_the_rest_is_kept(story):
    story.given("loan.aging.updated.v1", account_id="L1", dpd=9, bucket="hopeless")

    assert aging(story) == ("early_arrears", 9, True)
    assert story.warnings == ["bucket dropped: unknown word 'hopeless'"]


def test_a_closed_account_is_no_longer_in_arrears(story):
    story.given("account.closed.v1", account_id="L1", closure_reason="PAID_OFF")

    assert aging(story) == ("closed", 4, False)


@pytest.mark.parametrize(
    ("typ", "payload"),
    [
        ("account.closed.v1", {"closure_reason": "WRITTEN_OFF"}),
        ("account.status_changed.v1", {"new_status": "CLOSED"}),
        ("loan.aging.updated.v1", {"bucket": "closed", "dpd": 4}),
    ],
)
def test_a_late_aging_reopens_no_closed_account(story, typ, payload):
    story.given(typ, account_id="L1", **payload)
    status = story.account().account_status

    story.given("loan.aging.updated.v1", account_id="L1", dpd=0, bucket="current")

    assert story.account().arrears_bucket == "closed"
    assert story.account().days_past_due == 4
    assert story.account().account_status == status
    assert story.warnings == ["aging came late: the account is closed"]


def test_a_closed_account_may_be_aged_as_closed(story):
    story.given("account.closed.v1", account_id="L1", closure_reason="PAID_OFF")

    story.given(
        "loan.aging.updated.v1", account_id="L1", dpd=0, bucket="closed", total_overdue_amount=0
    )

    assert aging(story) == ("closed", 0, False)
    assert story.account().total_overdue == 0
