"""What the stream does to a loan account (WIRE 1.3)."""

from datetime import date
from decimal import Decimal

import pytest

from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import Story


@pytest.fixture
def story() -> Story:
    """An active loan that owes 600.00."""
    return Story().given("account.created.v1", **EXAMPLES["account.created.v1"])


def test_a_new_account_has_its_terms_and_balance(story):
    account = story.account()

    assert account.account_number == "400000001"
    assert account.customer_id == "C1"
    assert (account.account_status, account.sdk_status) == ("active", "ACTIVE")
    assert (account.loan_amount, account.loan_fee) == (Decimal("500.00"), Decimal("100.00"))
    assert (account.total_payable, account.current_balance) == (Decimal("600"), Decimal("600"))
    assert account.opened_date == date(2026, 3, 2)
    assert account.commencement_date == date(2026, 3, 3)
    assert account.signed_loan_agreement_url == "https://files.example.com/agreement.pdf"
    assert account.currency == "AUD"


def test_an_update_changes_what_it_says_and_nothing_else(story):
    story.given("account.updated.v1", account_id="L1", commencement_date="2026-03-05")

    account = story.account()
    assert account.commencement_date == date(2026, 3, 5)
    assert account.current_balance == Decimal("600.00")
    assert account.account_status == "active"


def test_a_balance_is_a_snapshot_and_not_a_difference(story):
    story.given("account.updated.v1", account_id="L1", current_balance="450.00")
    story.given("account.updated.v1", account_id="L1", current_balance=430)

    assert story.account().current_balance == Decimal("430")


def test_a_balance_of_nothing_is_a_balance(story):
    story.given("account.updated.v1", account_id="L1", current_balance="0.00")

    assert story.account().current_balance == Decimal("0.00")


def test_an_update_of_an_account_not_seen_yet_creates_it():
    story = Story().given("account.updated.v1", account_id="L1", current_balance="450.00")

    assert story.account().current_balance == Decimal("450.00")
    assert story.account().account_status == ""


def test_created_fills_in_later_what_an_early_update_left_open():
    story = Story().given("account.updated.v1", account_id="L1", status="SUSPENDED")

    story.given("account.created.v1", **EXAMPLES["account.created.v1"])

    assert story.account().account_number == "400000001"
    assert story.account().current_balance == Decimal("600.00")


def test_a_late_created_overwrites_nothing_newer():
    story = Story().given(
        "account.updated.v1",
        account_id="L1",
        current_balance="450.00",
        status="SUSPENDED",
        commencement_date="2026-03-08",
    )

    story.given("account.created.v1", **EXAMPLES["account.created.v1"])

    account = story.account()
    assert account.current_balance == Decimal("450.00")
    assert (account.account_status, account.sdk_status) == ("in_arrears", "SUSPENDED")
    assert account.commencement_date == date(2026, 3, 8)


def test_a_late_created_gives_a_closed_account_no_balance_again():
    story = Story().given("account.closed.v1", account_id="L1", closure_reason="PAID_OFF")

    story.given("account.created.v1", **EXAMPLES["account.created.v1"])

    assert story.account().current_balance is None
    assert story.account().account_status == "paid_off"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", "active"),
        ("PENDING_DISBURSEMENT", "pending_disbursement"),
        ("ACTIVE", "active"),
        ("SUSPENDED", "in_arrears"),
        ("CLOSED", "paid_off"),
        ("AccountStatus.SUSPENDED", "in_arrears"),
        ("active", "active"),
    ],
)
def test_a_status_word_is_translated(word, status):
    story = Story().given("account.status_changed.v1", account_id="L1", new_status=word)

    assert story.account().account_status == status
    assert story.account().sdk_status == word.split(".")[-1].upper()


def test_an_unknown_status_word_drops_that_field_and_keeps_the_rest(story):
    story.given("account.updated.v1", account_id="L1", status="FROZEN", current_balance="1.00")

    assert story.account().account_status == "active"
    assert story.account().sdk_status == "ACTIVE"
    assert story.account().current_balance == Decimal("1.00")
    assert story.warnings == ["status dropped: unknown word 'FROZEN'"]


@pytest.mark.parametrize(
    ("reason", "status"),
    [("PAID_OFF", "paid_off"), ("WRITTEN_OFF", "written_off"), ("ADMIN_CLOSED", "paid_off")],
)
def test_closing_settles_status_and_figures(story, reason, status):
    story.given("account.closed.v1", **{**EXAMPLES["account.closed.v1"], "closure_reason": reason})

    account = story.account()
    assert (account.account_status, account.closure_reason) == (status, reason)
    assert account.sdk_status == "CLOSED"
    assert account.closed_date == date(2026, 4, 9)
    assert account.final_balance == account.current_balance == Decimal("0.00")
    assert account.total_paid == Decimal("600.00")


@pytest.mark.parametrize("word", ["ACTIVE", "SUSPENDED", "PENDING", "PENDING_DISBURSEMENT"])
def test_closed_is_terminal_for_status(story, word):
    story.given("account.closed.v1", account_id="L1", closure_reason="PAID_OFF")

    story.given("account.updated.v1", account_id="L1", status=word, current_balance="5.00")

    assert (story.account().account_status, story.account().sdk_status) == ("paid_off", "CLOSED")
    assert story.account().current_balance == Decimal("5.00")
    assert len(story.warnings) == 1


def test_a_written_off_account_stays_so_when_its_status_is_closed_afterwards(story):
    story.given("account.closed.v1", account_id="L1", closure_reason="WRITTEN_OFF")

    story.given("account.status_changed.v1", account_id="L1", new_status="CLOSED")

    assert story.account().account_status == "written_off"


def test_the_closure_says_why_when_the_status_came_first(story):
    story.given("account.status_changed.v1", account_id="L1", new_status="CLOSED")
    assert story.account().account_status == "paid_off"

    story.given("account.closed.v1", account_id="L1", closure_reason="ClosureReason.WRITTEN_OFF")

    assert story.account().account_status == "written_off"


def test_an_account_knows_its_first_and_its_newest_event(story):
    began = story.now

    story.given("account.updated.v1", account_id="L1")

    assert story.account().first_event_at == began
    assert story.account().as_of == story.now
