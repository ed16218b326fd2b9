"""One loan in the middle of the page: next payment, progress, closure."""

from datetime import date
from decimal import Decimal

import pytest

from servicing.models import Instalment, LoanAccount
from servicing.pages.account_pane import account_pane

TODAY = date(2026, 11, 20)


def loan(**columns):
    """Return an account that was never saved."""
    return LoanAccount(**{"loan_account_id": "A", "account_status": "active", **columns})


def instalment(number, due, status="scheduled", **columns):
    """Return an instalment that was never saved."""
    return Instalment(
        loan_account_id="A", payment_number=number, due_date=due, status=status, **columns
    )


def test_the_next_payment_is_the_first_that_is_not_paid():
    rows = [
        instalment(3, date(2026, 12, 1)),
        instalment(1, date(2026, 11, 1), "paid"),
        instalment(2, date(2026, 11, 15), "partial"),
    ]

    pane = account_pane(loan(), rows, today=TODAY)

    assert [row.payment_number for row in pane.instalments] == [1, 2, 3]
    assert pane.next_payment.instalment.payment_number == 2


@pytest.mark.parametrize(
    ("due", "words", "is_late"),
    [
        (date(2026, 11, 25), "in 5 days", False),
        (date(2026, 11, 21), "in 1 day", False),
        (TODAY, "today", False),
        (date(2026, 11, 19), "1 day late", True),
        (date(2026, 10, 20), "31 days late", True),
        (None, "", False),
    ],
)
def test_the_next_payment_says_how_far_away_it_is(due, words, is_late):
    pane = account_pane(loan(), [instalment(1, due)], today=TODAY)

    assert (pane.next_payment.words, pane.next_payment.is_late) == (words, is_late)


def test_a_closed_loan_has_no_next_payment():
    pane = account_pane(loan(account_status="paid_off"), [instalment(1, TODAY)], today=TODAY)

    assert pane.is_closed
    assert pane.next_payment is None


def test_what_is_paid_follows_from_the_balance_until_somebody_says_it():
    pane = account_pane(
        loan(total_payable=Decimal(1200), current_balance=Decimal(900)),
        [instalment(1, TODAY, "paid"), instalment(2, TODAY)],
        today=TODAY,
    )

    assert (pane.progress.paid, pane.progress.percent) == (Decimal(300), 25)
    assert (pane.progress.instalments_paid, pane.progress.instalments) == (1, 2)


@pytest.mark.parametrize(
    ("balance", "percent"), [(Decimal(1500), 0), (Decimal(0), 100), (Decimal(-20), 100)]
)
def test_progress_stays_between_nothing_and_everything(balance, percent):
    pane = account_pane(
        loan(total_payable=Decimal(1200), current_balance=balance), [], today=TODAY
    )

    assert pane.progress.percent == percent


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"total_payable": Decimal(0), "current_balance": Decimal(0)},
        {"total_payable": Decimal(1200)},
        {
            "total_payable": Decimal(1200),
            "current_balance": Decimal(0),
            "account_status": "pending_disbursement",
        },
    ],
)
def test_without_figures_no_progress_is_claimed(columns):
    assert account_pane(loan(**columns), [], today=TODAY).progress is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://files.example.com/a.pdf", "https://files.example.com/a.pdf"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_only_an_agreement_that_a_browser_may_open_becomes_a_link(address, shown):
    pane = account_pane(loan(signed_loan_agreement_url=address), [], today=TODAY)

    assert pane.agreement_url == shown
