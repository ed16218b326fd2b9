"""Payments are found by whatever somebody says of them, and shown with all that is known."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billers.queries.payments import (
    PaymentFilters,
    PaymentNotKnown,
    PeriodBackwards,
    get_payment_view,
    page_payments,
)

UNKNOWN, DECLINED = "22003366613", "22003366601"


def found(**filters):
    return [row.number for row in page_payments(filters=PaymentFilters(**filters)).rows]


@pytest.fixture
def some(desk):
    """A paid, a declined and an unknown payment, the newest last."""
    paid = desk.pay("LWB_POSTPAID", "2200330044", amount=Decimal("700.00"))
    desk.later(minutes=1)
    declined = desk.pay("LWB_POSTPAID", DECLINED)
    desk.later(minutes=1)
    return paid, declined, desk.pay("MASM", UNKNOWN)


def test_the_newest_payment_is_on_top(some):
    assert found() == [row.number for row in reversed(some)]


@pytest.mark.parametrize(
    ("filters", "place"),
    [
        ({"biller_type": "masm"}, 2),
        ({"status": "COMPLETED"}, 0),
        ({"outcome": "DECLINED"}, 1),
        ({"needs_attention": True}, 2),
        ({"account": "22003300"}, 0),
        ({"to_amount": Decimal("700.00")}, 0),
    ],
    ids=str,
)
def test_a_filter_leaves_what_it_is_about(some, filters, place):
    assert found(**filters) == [some[place].number]


def test_days_are_business_days_and_both_included(some, desk, settings):
    today = timezone.localdate(some[0].created_at)

    assert len(found(from_date=today, to_date=timezone.localdate(some[2].created_at))) == 3
    assert found(to_date=today - timedelta(days=1)) == []
    with pytest.raises(PeriodBackwards):
        found(from_date=today, to_date=today - timedelta(days=1))


def test_somebody_is_found_by_name_and_nobody_by_another(some, desk):
    assert len(found(initiated_by=desk.teller.username)) == 3
    assert found(initiated_by="nobody") == []


def test_a_payment_is_found_by_number_reference_receipt_and_account(some):
    paid = some[0]
    reference = paid.attempts.get(leg="PAY").reference

    words = [
        paid.number,
        paid.number.lower(),
        reference,
        paid.external_transaction_id,
        "220033004",
    ]
    assert [found(search=word) for word in words] == [[paid.number]] * 5
    assert found(search="TXN-NOTHING") == []


def test_a_page_goes_on_where_the_one_before_it_ended(some):
    first = page_payments(filters=PaymentFilters(), limit=2)
    second = page_payments(filters=PaymentFilters(), cursor=first.next_cursor, limit=2)

    assert [row.number for row in second.rows] == [some[0].number]
    assert second.next_cursor is None


def test_a_payment_is_shown_with_its_story_in_five_queries(some, django_assert_num_queries):
    with django_assert_num_queries(5):
        view = get_payment_view(number=some[2].number)

    assert [attempt.leg for attempt in view.attempts] == ["PAY"]
    assert [entry.after for entry in view.timeline] == ["PENDING", "PROCESSING", "UNKNOWN"]
    assert [said.says for said in view.evidence] == ["UNKNOWN"]


def test_a_number_that_nobody_minted_is_not_known(db):
    with pytest.raises(PaymentNotKnown):
        get_payment_view(number="TXN-0")
