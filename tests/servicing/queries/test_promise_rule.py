"""When a promise is kept, when it is broken, and what counts for it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from servicing.models import Payment, PromiseToPay
from servicing.queries.promise_rule import judge

MADE_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # noon in Sydney
MADE, DUE, LAST = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 8)


def promise(**changed: Any) -> PromiseToPay:
    """Return a promise of 145.00 by the 6th with two days of grace, that was never saved."""
    values = {
        "loan_account_id": "LA-1",
        "amount": Decimal("145.00"),
        "currency": "AUD",
        "due_date": DUE,
        "last_date": LAST,
        "state": "OPEN",
        "made_at": MADE_AT,
        "made_date": MADE,
        **changed,
    }
    return PromiseToPay(**values)


def paid(
    amount: str, day: date, *, account: str = "LA-1", known_at: datetime = MADE_AT
) -> Payment:
    """Return a payment that was never saved."""
    return Payment(
        loan_account_id=account, amount=Decimal(amount), paid_date=day, first_event_at=known_at
    )


def verdict(*payments: Payment, on: date, **changed: Any) -> tuple[str, Decimal]:
    found = judge(promise(**changed), payments, today=on)
    return found.state.value, found.paid


def test_what_was_promised_and_paid_is_kept_at_once():
    assert verdict(paid("145.00", DUE), on=DUE) == ("KEPT", Decimal("145.00"))


def test_several_payments_together_keep_a_promise():
    payments = paid("100.00", date(2026, 3, 3)), paid("45.00", date(2026, 3, 5))

    assert verdict(*payments, on=date(2026, 3, 5)) == ("KEPT", Decimal("145.00"))


def test_a_part_of_it_keeps_nothing_while_there_is_time():
    assert verdict(paid("100.00", DUE), on=LAST) == ("OPEN", Decimal("100.00"))


@pytest.mark.parametrize("day", [DUE, date(2026, 3, 7), LAST])
def test_a_payment_within_the_days_of_grace_is_in_time(day):
    assert verdict(paid("145.00", day), on=LAST + timedelta(days=9))[0] == "KEPT"


def test_a_payment_after_the_days_of_grace_comes_too_late():
    late = paid("145.00", LAST + timedelta(days=1))

    assert verdict(late, on=LAST + timedelta(days=1)) == ("BROKEN", Decimal(0))


def test_a_promise_is_open_through_its_last_day_and_broken_on_the_next():
    assert verdict(on=LAST)[0] == "OPEN"
    assert verdict(on=LAST + timedelta(days=1))[0] == "BROKEN"


def test_what_was_paid_before_the_promise_is_not_counted():
    assert verdict(paid("145.00", MADE - timedelta(days=1)), on=MADE)[0] == "OPEN"


def test_on_the_day_of_the_promise_only_what_became_known_after_it_counts():
    before = paid("145.00", MADE, known_at=MADE_AT - timedelta(minutes=1))
    after = paid("145.00", MADE, known_at=MADE_AT + timedelta(minutes=1))

    assert verdict(before, on=MADE)[0] == "OPEN"
    assert verdict(after, on=MADE)[0] == "KEPT"


def test_a_payment_on_another_account_is_not_counted():
    assert verdict(paid("145.00", DUE, account="LA-2"), on=DUE)[0] == "OPEN"


def test_a_broken_promise_is_kept_after_all_by_a_payment_made_in_time():
    known_late = paid("145.00", DUE, known_at=MADE_AT + timedelta(days=20))

    assert verdict(known_late, on=date(2026, 3, 22), state="BROKEN")[0] == "KEPT"


@pytest.mark.parametrize("state", ["KEPT", "CANCELLED"])
def test_a_promise_that_is_settled_for_good_is_not_judged_again(state):
    settled = {"state": state, "paid_amount": Decimal("20.00")}

    assert verdict(paid("145.00", DUE), on=LAST, **settled) == (state, Decimal("20.00"))
