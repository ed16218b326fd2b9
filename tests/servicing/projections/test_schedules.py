"""What the stream does to a repayment schedule (WIRE 1.3)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from servicing.models import Instalment
from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import Story

CREATED = EXAMPLES["account.schedule.created.v1"]
UPDATED = EXAMPLES["account.schedule.updated.v1"]


def change(story: Story, **payment: object) -> Story:
    """Tell that an instalment of L1 changed."""
    return story.given("account.schedule.updated.v1", account_id="L1", payments=[payment])


def test_a_schedule_lays_down_its_instalments():
    story = Story().given("account.schedule.created.v1", **CREATED)

    account = story.account()
    assert (account.schedule_id, account.number_of_payments) == ("S1", 2)
    assert account.payment_frequency == "fortnightly"
    assert account.schedule_total == Decimal("600.00")
    assert account.schedule_created_date == date(2026, 3, 2)
    assert story.instalment(2).due_date == date(2026, 3, 30)
    assert story.instalment(2).amount == Decimal("300.00")
    assert story.instalment(2).status == "scheduled"


def test_an_update_changes_only_the_instalments_it_names():
    story = Story().given("account.schedule.created.v1", **CREATED)

    story.given("account.schedule.updated.v1", **UPDATED)

    paid = story.instalment(1)
    assert (paid.status, paid.paid_date) == ("paid", date(2026, 3, 16))
    assert (paid.amount_paid, paid.amount_remaining) == (Decimal("300.00"), Decimal("0.00"))
    assert paid.linked_transaction_ids == ["T1", "T2"]
    assert paid.updated_at == datetime(2026, 3, 16, 2, tzinfo=UTC)
    assert paid.amount == Decimal("300.00")
    assert story.instalment(2).status == "scheduled"


def test_an_update_may_come_before_schedule_and_account():
    story = Story().given("account.schedule.updated.v1", **UPDATED)

    assert story.instalment(1).status == "paid"
    assert story.account().schedule_id == "S1"
    assert story.account().account_number == ""


def test_a_late_schedule_fills_in_and_sets_no_paid_instalment_back():
    story = Story().given("account.schedule.updated.v1", **UPDATED)

    story.given("account.schedule.created.v1", **CREATED)

    paid = story.instalment(1)
    assert (paid.status, paid.amount_paid) == ("paid", Decimal("300.00"))
    assert paid.paid_date == date(2026, 3, 16)
    assert (paid.due_date, paid.amount) == (date(2026, 3, 16), Decimal("300.00"))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PENDING", "scheduled"),
        ("SCHEDULED", "scheduled"),
        ("PARTIAL", "partial"),
        ("PAID", "paid"),
        ("OVERDUE", "missed"),
        ("MISSED", "missed"),
        ("InstalmentStatus.OVERDUE", "missed"),
        ("partial", "partial"),
    ],
)
def test_an_instalment_word_is_translated(word, status):
    story = change(Story(), payment_number=1, status=word)

    assert story.instalment(1).status == status


def test_an_unknown_instalment_word_is_dropped_and_the_rest_is_kept():
    story = change(Story(), payment_number=1, status="LOST", amount_paid="5.00")

    assert story.instalment(1).status == "scheduled"
    assert story.instalment(1).amount_paid == Decimal("5.00")
    assert story.warnings == ["status of instalment 1 dropped: unknown word 'LOST'"]


def test_a_payment_that_was_dishonoured_is_open_again():
    story = change(Story(), payment_number=1, status="PAID")

    change(story, payment_number=1, status="OVERDUE", amount_paid="0.00")

    assert story.instalment(1).status == "missed"


def test_what_was_paid_is_the_sum_of_the_instalments():
    story = Story().given("account.schedule.created.v1", **CREATED)

    change(story, payment_number=1, status="PAID", amount_paid="300.00")
    change(story, payment_number=2, status="PARTIAL", amount_paid="12.50")

    assert story.account().total_paid == Decimal("312.50")


def test_what_was_paid_is_not_known_before_an_instalment_says_so():
    story = change(Story(), payment_number=1, status="PAID")

    assert story.account().total_paid is None


def test_the_closure_knows_better_what_was_paid():
    story = change(Story(), payment_number=1, amount_paid="300.00")

    story.given("account.closed.v1", account_id="L1", total_paid="640.00")
    change(story, payment_number=2, amount_paid="300.00")

    assert story.account().total_paid == Decimal("640.00")


def test_a_closure_that_says_nothing_of_it_leaves_the_sum_to_the_instalments():
    story = change(Story(), payment_number=1, amount_paid="300.00")

    story.given("account.closed.v1", account_id="L1", closure_reason="PAID_OFF")
    change(story, payment_number=2, amount_paid="300.00")

    assert story.account().total_paid == Decimal("600.00")


def test_a_schedule_tells_terms_only_while_the_account_has_not():
    story = Story().given("account.schedule.created.v1", **CREATED)
    assert story.account().loan_fee == Decimal("100.00")

    story.given("account.created.v1", account_id="L1", loan_amount="510.00", loan_fee="90.00")
    story.given("account.schedule.created.v1", **CREATED)

    assert story.account().loan_amount == Decimal("510.00")
    assert story.account().loan_fee == Decimal("90.00")


def test_without_a_number_of_payments_they_are_counted():
    payments = CREATED["payments"]

    story = Story().given("account.schedule.created.v1", account_id="L1", payments=payments)

    assert story.account().number_of_payments == 2


def test_one_strange_instalment_does_not_lose_the_others():
    payments = [{"payment_number": "one"}, 7, {"payment_number": "2", "amount": 300}]

    story = Story().given("account.schedule.created.v1", account_id="L1", payments=payments)

    assert set(story.rows.tables[Instalment]) == {("L1", 2)}
    assert len(story.warnings) == 2
