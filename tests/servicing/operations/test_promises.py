"""Promises to pay: taken once, one at a time, kept or broken by what comes in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from servicing.models import LoanAccount, ParkedAggregate, PromiseToPay
from servicing.operations import promises
from servicing.operations.once import KeyWasUsed
from servicing.operations.promised import Promised
from servicing.operations.promises import PromiseRefused, cancel_promise, take_promise
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.promises import PromiseNotKnown, find_newest, list_promises
from servicing.tasks import settle_promises
from tests.billie.staff.people import person
from tests.servicing.queries.arrivals import arrive

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # noon in Sydney
DUE = date(2026, 3, 6)
DAY = timedelta(days=1)


@pytest.fixture
def author(db: None) -> User:
    LoanAccount.objects.create(
        loan_account_id="LA-1",
        customer_id="CUS-1",
        account_number="4000001",
        account_status="in_arrears",
        current_balance="435.00",
    )
    return person(Role.OPERATIONS)


def take(author: User, **changed: Any) -> PromiseToPay:
    values = {"loan_account_id": "LA-1", "amount": Decimal("145.00"), "due_date": DUE}
    around: dict[str, Any] = {"by": author, "now": NOW, "customer_id": "", "once": ""}
    promised = {name: value for name, value in changed.items() if name not in around}
    around |= {name: value for name, value in changed.items() if name in around}
    return take_promise(promised=Promised(**{**values, **promised}), **around)


def pay(amount: str, day: date = DUE, transaction_id: str = "T1") -> None:
    arrive(
        "account.updated.v1",
        account_id="LA-1",
        last_payment_date=day.isoformat(),
        last_payment_amount=amount,
        triggered_by_transaction_id=transaction_id,
        triggered_by_transaction_type="REPAYMENT",
    )


def state() -> str:
    return PromiseToPay.objects.latest("id").state


def test_a_promise_is_kept_with_who_took_it_and_until_when_it_counts(author):
    promise = take(author, note="  Paid on Friday.\r\nBy card. ", grace_days=3)

    promise.refresh_from_db()
    assert (promise.customer_id, promise.currency) == ("CUS-1", "AUD")
    assert (promise.due_date, promise.last_date) == (DUE, DUE + 3 * DAY)
    assert (promise.made_at, promise.made_date) == (NOW, date(2026, 3, 2))
    assert promise.note == "Paid on Friday.\nBy card."
    assert (promise.state, promise.taken_by) == ("OPEN", author)
    assert AuditEntry.objects.get(action="PROMISE_TAKEN").after["amount"] == "145.00"


def test_without_a_wish_the_days_of_grace_are_those_of_the_settings(author, settings):
    settings.PROMISE_GRACE_DAYS = 5

    assert take(author).grace_days == 5


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-1.00")}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"amount": Decimal("435.01")}, "amount"),
        ({"due_date": date(2026, 3, 1)}, "due_date"),
        ({"due_date": date(2026, 6, 1)}, "due_date"),
        ({"grace_days": -1}, "grace_days"),
        ({"grace_days": 15}, "grace_days"),
        ({"note": "x" * 2001}, "note"),
        ({"customer_id": "CUS-2"}, "loan_account_id"),
    ],
)
def test_what_cannot_be_promised_is_refused_with_a_sentence_at_its_field(author, changed, field):
    with pytest.raises(PromiseRefused) as refused:
        take(author, **changed)

    assert list(refused.value.fields) == [field]
    assert not PromiseToPay.objects.exists()


@pytest.mark.parametrize("status", ["paid_off", "written_off", "pending_disbursement"])
def test_nothing_can_be_promised_where_nothing_is_owed(author, status):
    LoanAccount.objects.update(account_status=status)

    with pytest.raises(PromiseRefused) as refused:
        take(author)

    assert list(refused.value.fields) == ["loan_account_id"]


def test_an_account_that_nobody_knows_takes_no_promise(author):
    with pytest.raises(AccountNotKnown):
        take(author, loan_account_id="LA-9")


def test_a_form_sent_twice_takes_one_promise(author):
    first = take(author, once="a-key")

    assert take(author, once="a-key") == first
    assert AuditEntry.objects.filter(action="PROMISE_TAKEN").count() == 1


def test_another_promise_under_the_same_key_is_refused(author):
    take(author, once="a-key")

    with pytest.raises(KeyWasUsed):
        take(author, once="a-key", amount=Decimal("100.00"))


def test_a_second_promise_waits_until_the_first_is_settled(author):
    take(author)

    with pytest.raises(promises.PromiseIsOpen):
        take(author, amount=Decimal("100.00"))


def test_a_promise_that_was_kept_meanwhile_makes_room_for_the_next(author):
    first = take(author)
    pay("145.00", date(2026, 3, 3))

    second = take(author, amount=Decimal("100.00"), now=NOW + DAY)

    first.refresh_from_db()
    assert (first.state, second.state) == ("KEPT", "OPEN")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_take_one_promise(author):
    together = Barrier(2)

    def take_at_once(amount: str) -> object:
        together.wait()
        try:
            return take(author, amount=Decimal(amount))
        except promises.PromiseIsOpen as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(take_at_once, ["100.00", "120.00"]))

    assert PromiseToPay.objects.count() == 1
    assert sum(isinstance(one, promises.PromiseIsOpen) for one in outcomes) == 1


def test_a_payment_shows_at_once_and_is_written_down_by_the_task(author):
    take(author)
    pay("145.00")

    (shown,) = list_promises(customer_ids=["CUS-1"], today=DUE)
    before = state()
    settled = promises.settle_promises(now=NOW + 4 * DAY)

    assert (shown.state, before) == ("KEPT", "OPEN")
    assert (settled, state()) == (1, "KEPT")
    assert PromiseToPay.objects.get().paid_amount == Decimal("145.00")


def test_a_promise_is_broken_when_its_last_day_is_over(author):
    take(author)
    pay("45.00")

    promises.settle_promises(now=NOW + 6 * DAY)
    on_the_last_day = state()
    promises.settle_promises(now=NOW + 7 * DAY)

    assert (on_the_last_day, state()) == ("OPEN", "BROKEN")


def test_a_payment_that_was_made_in_time_and_became_known_late_keeps_it_after_all(author):
    take(author)
    promises.settle_promises(now=NOW + 8 * DAY)
    broken = state()
    pay("145.00")

    promises.settle_promises(now=NOW + 9 * DAY)

    assert (broken, state()) == ("BROKEN", "KEPT")


def test_nothing_is_called_broken_while_events_of_the_account_wait(author):
    take(author)
    ParkedAggregate.objects.create(
        aggregate="account:LA-1", event_id=UUID(int=1), state="PARKED", error="x", parked_at=NOW
    )

    promises.settle_promises(now=NOW + 8 * DAY)

    assert state() == "OPEN"


def test_the_task_can_run_twice_and_in_small_batches(author):
    for number in range(2, 6):
        LoanAccount.objects.create(
            loan_account_id=f"LA-{number}", customer_id="CUS-1", current_balance="435.00"
        )
        take(author, loan_account_id=f"LA-{number}")

    first = promises.settle_promises(now=NOW + 8 * DAY, batch=2)
    again = promises.settle_promises(now=NOW + 8 * DAY, batch=2)

    assert (first, again) == (4, 0)


def test_the_task_asks_for_nothing_and_says_how_many_it_settled(author):
    take(author)

    assert settle_promises() == 1  # long over by now


def test_a_promise_is_cancelled_with_a_reason_and_by_whom(author):
    promise = take(author)

    cancel_promise(promise_id=promise.pk, reason=" Wrong account. ", by=author, now=NOW + DAY)

    promise.refresh_from_db()
    assert (promise.state, promise.cancel_reason) == ("CANCELLED", "Wrong account.")
    assert (promise.cancelled_by, promise.settled_at) == (author, NOW + DAY)
    assert AuditEntry.objects.get(action="PROMISE_CANCELLED").after["reason"] == "Wrong account."


def test_a_promise_is_not_cancelled_without_words(author):
    promise = take(author)

    with pytest.raises(promises.CancelReasonMissing):
        cancel_promise(promise_id=promise.pk, reason="  ", by=author, now=NOW)


def test_a_promise_that_was_kept_cannot_be_cancelled_even_before_the_task_has_run(author):
    promise = take(author)
    pay("145.00")

    with pytest.raises(promises.PromiseIsSettled, match="kept"):
        cancel_promise(promise_id=promise.pk, reason="Changed.", by=author, now=NOW + 4 * DAY)


def test_a_promise_that_is_not_there_cannot_be_cancelled(author):
    with pytest.raises(PromiseNotKnown):
        cancel_promise(promise_id=9, reason="Changed.", by=author, now=NOW)


def test_the_newest_promise_of_each_account_is_found(author):
    promise = take(author)
    cancel_promise(promise_id=promise.pk, reason="Changed.", by=author, now=NOW)
    second = take(author, amount=Decimal("100.00"))

    newest = find_newest(loan_account_ids=["LA-1", "LA-2"], today=DUE)

    assert {key: view.promise for key, view in newest.items()} == {"LA-1": second}


@pytest.mark.parametrize(
    "broken",
    [
        {"amount": Decimal(0)},
        {"last_date": date(2026, 3, 1)},
        {"state": "FORGOTTEN"},
        {"state": "KEPT"},
        {"state": "CANCELLED", "settled_at": NOW},
    ],
)
def test_the_database_refuses_what_cannot_be(author, broken):
    promise = take(author)

    with pytest.raises(IntegrityError), transaction.atomic():
        PromiseToPay.objects.filter(pk=promise.pk).update(**broken)
