"""The rail and the attention strip: what hurts comes first, and every chip leads somewhere."""

from decimal import Decimal

import pytest

from servicing.models import Customer, LoanAccount
from servicing.pages.cockpit import alerts, choose, rail


def account(loan_account_id, status="active", **columns):
    """Return an account that was never saved."""
    return LoanAccount(
        loan_account_id=loan_account_id,
        account_number=f"40-{loan_account_id}",
        account_status=status,
        currency="AUD",
        **columns,
    )


LATE = account("late", days_past_due=12, is_in_arrears=True, arrears_bucket="early_arrears")
LATER = account("later", days_past_due=61, is_in_arrears=True, arrears_bucket="late_arrears")
WAITING = account("waiting", "pending_disbursement")
HEALTHY = account("healthy", days_past_due=0, arrears_bucket="current")
PAID = account("paid", "paid_off", days_past_due=90)


def test_the_rail_begins_with_what_hurts_most():
    shown = rail([PAID, HEALTHY, LATE, WAITING, LATER], chosen=None)

    assert [entry.account for entry in shown.open] == [LATER, LATE, WAITING, HEALTHY]
    assert [entry.account for entry in shown.closed] == [PAID]


def test_a_loan_in_arrears_hurts_though_nobody_said_for_how_many_days():
    in_arrears = account("arrears", "in_arrears")

    shown = rail([HEALTHY, WAITING, in_arrears], chosen=None)

    assert shown.open[0].words == "In arrears"


@pytest.mark.parametrize(
    ("loan", "words", "tone"),
    [
        (LATER, "61 days past due", "bad"),
        (LATE, "12 days past due", "warn"),
        (account("one", days_past_due=1), "1 day past due", "bad"),
        (WAITING, "Waits for disbursement", "info"),
        (HEALTHY, "Active", "good"),
        (account("unknown", ""), "Status not known", "quiet"),
        (PAID, "Paid off", "quiet"),
    ],
)
def test_each_account_says_in_words_how_it_is(loan, words, tone):
    shown = rail([loan], chosen=None)

    (entry,) = shown.open + shown.closed
    assert (entry.words, entry.tone) == (words, tone)


def test_the_account_that_was_asked_for_is_chosen():
    assert choose([LATER, HEALTHY], "healthy") is HEALTHY


def test_without_a_wish_the_account_that_hurts_most_is_chosen():
    assert choose([HEALTHY, PAID, LATE], "") is LATE


def test_an_account_of_somebody_else_is_not_chosen():
    assert choose([HEALTHY], "other") is HEALTHY


def test_nothing_can_be_chosen_from_no_accounts():
    assert choose([], "late") is None


def test_a_healthy_customer_needs_no_attention():
    assert alerts(Customer(customer_id="C"), [HEALTHY, PAID], parked={}) == []


def test_the_worst_comes_first_and_leads_to_its_place():
    vulnerable = Customer(customer_id="C", vulnerable_flag=True, ekyc_status="failed")

    found = alerts(
        vulnerable,
        [WAITING, LATER],
        parked={"account:later": object()},
        referred=[("APP-1", "/conversations/1")],
    )

    assert [(alert.words, alert.href) for alert in found] == [
        ("Vulnerable customer: take extra care", "#person"),
        ("Identity check failed", "#person"),
        ("40-later: 61 days past due", "?account=later#account"),
        ("40-later is behind: events wait", "?account=later#account"),
        ("40-waiting waits for its disbursement", "?account=waiting#account"),
        ("Application APP-1 was referred to a person", "/conversations/1"),
    ]


def test_an_overdue_amount_is_said_with_its_currency():
    owing = account("owing", days_past_due=3, total_overdue=Decimal("310.00"))

    (alert,) = alerts(None, [owing], parked={})

    assert (alert.amount, alert.currency) == (Decimal("310.00"), "AUD")


def test_an_account_id_cannot_break_out_of_its_address():
    odd = account("a&b=c#d", days_past_due=3)

    (alert,) = alerts(None, [odd], parked={})

    assert alert.href == "?account=a%26b%3Dc%23d#account"


def test_a_closed_account_needs_no_attention_whatever_its_days():
    assert alerts(None, [PAID], parked={}) == []
