"""Recording a payment, step by step."""

from decimal import Decimal

import pytest

from ledger.models import MoneyCommand
from tests.servicing.pages.money.conftest import words

PAID = {"amount": "145.00", "payment_method": "BANK_TRANSFER"}


def test_a_payment_is_entered_reviewed_and_recorded(loan, ledger_simulator, operations, open_form):
    form = open_form(operations, "repayment", "LA-1")

    reviewed = words(form.review(**PAID))
    result = words(form.done(**PAID))

    assert "Record payment of 145.00 AUD" in reviewed
    assert "To fees 100.00 AUD" in reviewed
    assert "To principal 45.00 AUD" in reviewed
    assert "Payment recorded" in result
    assert ledger_simulator.books("LA-1").loan.owed.total == Decimal("455.00")


def test_the_open_form_shows_what_is_owed_live(loan, operations, open_form):
    said = words(open_form(operations, "repayment", "LA-1").opened)

    assert "Principal 500.00 AUD" in said
    assert "Fees 100.00 AUD" in said
    assert "Live, as of" in said
    assert "All that is owed 600.00" in said


def test_a_double_click_makes_one_command(loan, ledger_simulator, operations, open_form):
    form = open_form(operations, "repayment", "LA-1")
    page = form.review(**PAID)

    first, second = form.confirm(page), form.confirm(page)

    assert first.headers["Location"] == second.headers["Location"]
    assert MoneyCommand.objects.count() == 1
    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 1


def test_coming_back_to_a_sent_form_leads_to_what_became_of_it(loan, operations, open_form):
    form = open_form(operations, "repayment", "LA-1")
    form.done(**PAID)

    reloaded = operations.get(form.address)
    reviewed_again = form.review(**PAID)

    command = MoneyCommand.objects.get()
    assert reloaded.headers["Location"] == f"/servicing/commands/{command.pk}?step=result"
    assert reviewed_again.headers["Location"] == f"/servicing/commands/{command.pk}?step=result"


def test_a_sent_form_with_another_amount_posts_nothing_and_says_so(
    loan, ledger_simulator, operations, open_form
):
    form = open_form(operations, "repayment", "LA-1")
    form.done(**PAID)

    answer = form.review(**PAID | {"amount": "146.00"})

    assert answer.status_code == 422
    assert "This form was sent before, with other content" in words(answer)
    assert ledger_simulator.books("LA-1").loan.owed.total == Decimal("455.00")


def test_two_forms_are_two_payments(loan, ledger_simulator, operations, open_form):
    for _ in range(2):
        open_form(operations, "repayment", "LA-1").done(**PAID)

    assert ledger_simulator.books("LA-1").kinds().count("REPAYMENT") == 2


def test_a_key_of_somebody_else_opens_a_new_form(loan, operations, supervisor, open_form):
    form = open_form(operations, "repayment", "LA-1")

    answer = supervisor.post(form.address, PAID | {"step": "review"})

    assert answer.status_code == 302
    assert answer.headers["Location"] != form.address
    assert not MoneyCommand.objects.exists()


@pytest.mark.parametrize(
    "typed", ["1,234.50", "$1,234.50", "1 234.50", "1234.5 aud", "AUD1234.50"]
)
def test_an_amount_may_be_typed_in_any_sensible_form(typed, loan, operations, open_form):
    answer = open_form(operations, "repayment", "LA-1").review(**PAID | {"amount": typed})

    assert "Record payment of 1,234.50 AUD" in words(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give the amount, such as 145.00."),
        ("0", "The amount must be above zero."),
        ("-5", "The amount must be above zero."),
        ("10.005", "An amount has at most two decimals"),
        ("ten", "Write an amount in figures"),
        ("145 USD", "This account is kept in AUD."),
    ],
)
def test_an_amount_that_makes_no_sense_is_said_at_its_field(
    typed, sentence, loan, operations, open_form
):
    answer = open_form(operations, "repayment", "LA-1").review(**PAID | {"amount": typed})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'href="#money-amount"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_what_was_reviewed_is_shown_again_when_the_account_changed(
    loan, ledger_simulator, operations, open_form
):
    form = open_form(operations, "repayment", "LA-1")
    page = form.review(**PAID)
    open_form(operations, "repayment", "LA-1").done(**PAID | {"amount": "20.00"})

    answer = form.confirm(page)

    assert "The account has changed since you reviewed this" in words(answer)
    assert MoneyCommand.objects.count() == 1
    assert form.confirm(answer).status_code == 302


def test_a_reviewed_payment_can_be_changed(loan, operations, open_form):
    form = open_form(operations, "repayment", "LA-1")
    form.review(**PAID)

    answer = operations.post(form.address, PAID | {"step": "edit"})

    assert 'value="145.00"' in answer.content.decode()


def test_an_overpayment_is_warned_of(loan, operations, open_form):
    answer = open_form(operations, "repayment", "LA-1").review(**PAID | {"amount": "700.00"})

    assert "Overpaid 100.00 AUD" in words(answer)


def test_an_unknown_account_is_answered_with_a_next_step(db, operations):
    answer = operations.get("/servicing/accounts/LA-404/money/repayment")

    assert answer.status_code == 404
