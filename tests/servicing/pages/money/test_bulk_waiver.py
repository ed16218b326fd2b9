"""Waiving fees on many accounts: the list, the review, the progress."""

from decimal import Decimal

import pytest

from ledger.models import CommandBatch, MoneyCommand
from ledger.tasks import advance_bulk_waiver
from servicing.pages.money.waiver_list import ListNotUnderstood, read_list
from tests.servicing.pages.money.conftest import hidden, project, words

ADDRESS = "/servicing/waivers/"


@pytest.fixture
def three(loan, ledger_simulator):
    """Three loans: two with fees, the second with 40.00, and one without."""
    ledger_simulator.open_account(loan_account_id="LA-2", establishment_fee="40.00")
    ledger_simulator.open_account(loan_account_id="LA-3", establishment_fee="0.00")
    project("LA-2", account_number="400000002", account_status="in_arrears", days_past_due=9)
    project("LA-3", account_number="400000003")


def opened(browser):
    """Return the address of a form that was just opened."""
    return browser.get(ADDRESS).headers["Location"]


def test_each_account_is_looked_at_before_any_fee_is_waived(three, operations):
    answer = operations.post(
        opened(operations),
        {"step": "review", "accounts": "400000001 25\n400000002\nLA-3", "reason": "Outage"},
    )

    said = words(answer)
    assert "Waive 65.00 AUD of fees on 2 accounts" in said
    assert "1 account is left out" in said
    assert "No fees are owed on this account." in said
    assert not MoneyCommand.objects.exists()


def test_a_bulk_waiver_is_asked_for_once_and_told_account_by_account(
    three, ledger_simulator, operations
):
    address = opened(operations)
    review = operations.post(
        address, {"step": "review", "accounts": "400000001 25\n400000002", "reason": "Outage"}
    )
    sent = hidden(review) | {"step": "confirm"}

    first, second = operations.post(address, sent), operations.post(address, sent)
    batch = CommandBatch.objects.get()
    before = words(operations.get(first.headers["Location"]))
    advance_bulk_waiver(batch_id=batch.pk)
    after = words(operations.get(first.headers["Location"]))

    assert first.headers["Location"] == second.headers["Location"]
    assert "0 of 2 accounts" in before
    assert "Still to do" in before
    assert "All done" in after
    assert "2 waived" in after
    assert ledger_simulator.books("LA-1").loan.owed.fees == Decimal("75.00")
    assert ledger_simulator.books("LA-2").loan.owed.fees == Decimal("0.00")


def test_accounts_that_nobody_knows_are_named(three, operations):
    answer = operations.post(
        opened(operations), {"step": "review", "accounts": "400000001\n999", "reason": "Outage"}
    )

    assert answer.status_code == 422
    assert "No account has these numbers: 999." in words(answer)


def test_accounts_are_filled_in_by_how_late_they_are(three, operations):
    answer = operations.post(opened(operations), {"step": "fill", "days_from": "5"})

    assert ">\n400000002</textarea>" in answer.content.decode()


def test_a_list_is_read_line_by_line():
    lines = read_list("4001\n\n 4002  15\n4003, 1,234.50\n4004;7.5\n")

    assert [(line.name, line.amount) for line in lines] == [
        ("4001", None),
        ("4002", Decimal("15.00")),
        ("4003", Decimal("1234.50")),
        ("4004", Decimal("7.50")),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4001 ten", "Line 1: Write an amount in figures"),
        ("4001\n4001 5", "Line 2: 4001 is in line 1 already."),
        ("4001 0", "Line 1: The amount must be above zero."),
    ],
)
def test_a_line_that_makes_no_sense_is_named(text, sentence):
    with pytest.raises(ListNotUnderstood, match=sentence):
        read_list(text)
