"""Promises to pay on screen: taken, shown as they stand, cancelled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from servicing.models import PromiseToPay
from tests.servicing.pages.test_customer_page import PAGE, maya, signed_in_with, words  # noqa: F401
from tests.servicing.queries.arrivals import arrive

TAKE = f"{PAGE}/promises"


@pytest.fixture(autouse=True)
def _maya(maya):  # noqa: F811
    """Every story here is about Maya, who owes 300.00 on LA-1."""


def day(ahead=0):
    """Return a business day, as a form sends it."""
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def promise(**fields):
    """Return what the form sends."""
    asked = {"loan_account_id": "LA-1", "amount": "145.00", "due_date": day(4), "grace_days": "2"}
    return {**asked, "note": "", "once": "key-1", **fields}


def test_the_form_opens_with_what_is_overdue_and_the_usual_grace(operations):
    arrive("loan.aging.updated.v1", account_id="LA-1", dpd=9, total_overdue_amount="66.00")

    html = operations.get(TAKE).content.decode()

    assert "400000001, 9 days past due" in html
    assert 'value="66.00"' in html
    assert 'value="2"' in html


def test_a_promise_is_taken_and_stands_on_the_customers_page(operations):
    answer = operations.post(TAKE, promise(amount="$145", note="By card."), follow=True)

    said = words(answer)
    assert answer.redirect_chain == [(f"{PAGE}?account=LA-1", 302)]
    assert "Promise of 145.00 taken." in said
    assert "400000001: promised by" in said
    assert "Nothing came in yet" in said
    assert PromiseToPay.objects.get().note == "By card."


def test_a_form_that_is_sent_twice_takes_one_promise(operations):
    operations.post(TAKE, promise())
    again = operations.post(TAKE, promise(), follow=True)

    assert "Promise of 145.00 taken." in words(again)
    assert PromiseToPay.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "place", "sentence"),
    [
        ({"amount": ""}, "promise-amount", "Give the amount, such as 145.00."),
        ({"amount": "300.01"}, "promise-amount", "more than the 300.00 AUD that are owed"),
        ({"amount": "145 USD"}, "promise-amount", "kept in AUD"),
        ({"due_date": ""}, "promise-due_date", "Give a day, such as"),
        ({"due_date": "2020-01-01"}, "promise-due_date", "This day is over."),
        ({"grace_days": "15"}, "promise-grace_days", "Give 14 days or fewer."),
        ({"loan_account_id": "LA-404"}, "promise-loan_account_id", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_on_top(operations, wrong, place, sentence):
    answer = operations.post(TAKE, promise(**wrong))

    assert answer.status_code == 422
    assert f'href="#{place}"' in answer.content.decode()
    assert sentence in words(answer)
    assert not PromiseToPay.objects.exists()


def test_a_second_promise_says_that_one_is_open(operations):
    operations.post(TAKE, promise())

    answer = operations.post(TAKE, promise(amount="20.00", once="key-2"))

    assert answer.status_code == 422
    assert "There is an open promise on this account." in words(answer)


def test_a_payment_keeps_the_promise_on_the_page_at_once(operations):
    operations.post(TAKE, promise(amount="100.00"))
    arrive(
        "account.updated.v1",
        account_id="LA-1",
        last_payment_date=day(1),
        last_payment_amount="100.00",
        triggered_by_transaction_id="T9",
        triggered_by_transaction_type="REPAYMENT",
    )

    said = words(operations.get(PAGE))

    assert "Kept" in said
    assert "promised by" not in said


def test_a_broken_promise_says_what_is_missing(operations):
    arrive("loan.aging.updated.v1", account_id="LA-1", dpd=9, is_in_arrears=True)
    operations.post(TAKE, promise())
    long_ago = timezone.now() - timedelta(days=9)
    PromiseToPay.objects.update(
        made_at=long_ago,
        made_date=long_ago.date(),
        due_date=long_ago.date(),
        last_date=long_ago.date() + timedelta(days=2),
    )

    said = words(operations.get(PAGE))

    assert "400000001: broken promise of" in said
    assert "Broken" in said


def test_a_promise_is_cancelled_with_a_reason(operations):
    operations.post(TAKE, promise())
    cancel = f"{TAKE}/{PromiseToPay.objects.get().pk}/cancel"

    shown = operations.get(cancel)
    silent = operations.post(cancel, {"reason": " "})
    done = operations.post(cancel, {"reason": "Wrong amount."}, follow=True)
    again = operations.get(cancel, follow=True)

    assert "145.00 AUD by" in words(shown)
    assert silent.status_code == 422
    assert "Promise cancelled." in words(done)
    assert "Wrong amount." in words(done)
    assert "This promise is not open any more." in words(again)


def test_a_promise_of_somebody_else_cannot_be_cancelled_here(operations):
    operations.post(TAKE, promise())
    PromiseToPay.objects.update(customer_id="CUS-9")

    there = f"{TAKE}/{PromiseToPay.objects.get().pk}/cancel"
    answers = [operations.post(there, {"reason": "x"}), operations.post(f"{TAKE}/0/cancel")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert PromiseToPay.objects.get().state == "OPEN"


def test_nothing_is_promised_where_nothing_is_owed(operations):
    arrive("account.closed.v1", account_id="LA-1", closure_reason="PAID_OFF")

    answer = operations.get(TAKE, follow=True)

    assert "There is no loan on which something could be promised." in words(answer)
    assert "Take a promise" not in words(answer)


def test_nobody_known_has_no_form(operations):
    assert operations.get("/servicing/customers/CUS-404/promises").status_code == 404
    assert operations.get("/servicing/customers/CUS-404/promises/1/cancel").status_code == 404


def test_who_may_not_see_promises_sees_none(operations):
    operations.post(TAKE, promise())

    said = words(signed_in_with("view_customer", "view_loanaccount").get(PAGE))

    assert "Promises to pay" not in said
    assert "promised by" not in said
