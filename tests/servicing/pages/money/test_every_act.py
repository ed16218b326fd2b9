"""Every money form from its first page to its command; who may open it, and when it does not."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from ledger.models import CommandKind, MoneyCommand
from ledger.states import State
from servicing.models import CustomerFlag
from servicing.models.casework.flags import FlagKind
from servicing.pages.money.kinds import ACTS, REVERSAL
from tests.servicing.pages.money.conftest import Form, project, words

FILLED = {
    "repayment": {"amount": "145", "payment_method": "CASH", "target_payment_number": ""},
    "late-fee": {"amount": "15", "days_past_due": "9", "reason": "Missed the second payment."},
    "dishonour-fee": {"amount": "10", "reference_id": "TXN-1", "reason": ""},
    "waiver": {"amount": "25", "reason": "Outage of the app.", "notes": ""},
    "adjustment": {
        "principal_way": "lower",
        "principal_by": "20",
        "fee_way": "",
        "fee_by": "",
        "reason": "Posted twice.",
    },
    "write-off": {"reason": "hardship", "notes": "Lost work.", "priority": "normal"},
    "disbursement": {"amount": "500", "payment_method": "BANK_TRANSFER", "bank_reference": "FT-9"},
}
ENDS = {
    "repayment": (State.POSTED, "Payment recorded", "455.00"),
    "late-fee": (State.POSTED, "Late fee charged", "615.00"),
    "dishonour-fee": (State.POSTED, "Dishonour fee charged", "610.00"),
    "waiver": (State.POSTED, "Fee waived", "575.00"),
    "adjustment": (State.AWAITING_APPROVAL, "Waits for approval", "600.00"),
    "write-off": (State.AWAITING_APPROVAL, "Waits for approval", "600.00"),
    "disbursement": (State.POSTED, "Loan disbursed", "600.00"),
}


def account_for(act, ledger_simulator):
    """Open an account on which the act is possible, and project it."""
    is_disbursed = act != "disbursement"
    ledger_simulator.open_account(loan_account_id="LA-1", is_disbursed=is_disbursed)
    project("LA-1", account_status="active" if is_disbursed else "pending_disbursement")


@pytest.mark.parametrize("act", FILLED)
def test_a_form_leads_to_its_command(act, db, ledger_simulator, operations):
    account_for(act, ledger_simulator)

    said = words(Form(operations, act, "LA-1").done(**FILLED[act]))

    state, sentence, owed = ENDS[act]
    command = MoneyCommand.objects.get()
    assert (command.state, command.customer_name) == (state, "Maya Okoro")
    assert sentence in said
    assert ledger_simulator.books("LA-1").loan.owed.total == Decimal(owed)


@pytest.mark.parametrize("act", [act for act in ACTS if act is not REVERSAL], ids=str)
def test_who_may_not_do_an_act_cannot_open_its_form(act, loan, readonly):
    assert readonly.get(f"/servicing/accounts/LA-1/money/{act.slug}").status_code == 403


def test_an_adjustment_has_a_sign_for_each_part(loan, operations, open_form):
    answer = open_form(operations, "adjustment", "LA-1").review(
        principal_way="raise", principal_by="5", fee_way="lower", fee_by="100", reason="Wrong."
    )

    said = words(answer)
    assert "Ask to adjust the balance by principal +5.00, fees \N{MINUS SIGN}100.00 AUD" in said
    assert "A second person has to approve this." in said


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({}, "Change the principal, the fees, or both."),
        ({"principal_way": "lower"}, "Give the amount, such as 145.00."),
        ({"fee_by": "5"}, "Choose whether it is lowered or raised."),
    ],
)
def test_an_adjustment_that_changes_nothing_is_said(
    entered, sentence, loan, operations, open_form
):
    answer = open_form(operations, "adjustment", "LA-1").review(reason="Wrong.", **entered)

    assert answer.status_code == 422
    assert sentence in words(answer)


def test_more_than_the_fees_cannot_be_waived(loan, operations, open_form):
    answer = open_form(operations, "waiver", "LA-1").review(amount="150", reason="Outage.")

    assert answer.status_code == 422
    assert "Only 100.00 AUD of fees are owed. Waive at most that." in words(answer)
    assert 'href="#money-amount"' in answer.content.decode()


def test_a_transaction_is_taken_back_once(loan, ledger_simulator, operations, open_form):
    open_form(operations, "repayment", "LA-1").done(**FILLED["repayment"])
    paid = MoneyCommand.objects.get().transaction_id
    form = open_form(operations, "reversal", "LA-1", transaction=paid)

    opened = words(form.opened)
    said = words(form.done(reason="The bank sent it back."))
    again = open_form(operations, "reversal", "LA-1", transaction=paid).review(reason="Again.")

    assert f"Takes back {paid}" in opened
    assert "Waits for approval" in said
    reversal = MoneyCommand.objects.get(kind=CommandKind.ADJUSTMENT)
    assert (reversal.principal_delta, reversal.fee_delta) == (Decimal(45), Decimal(100))
    assert again.status_code == 422
    assert f"{reversal.reference} reverses {paid} already" in words(again)


def test_a_reversal_begins_at_its_transaction(loan, operations, open_form):
    answer = open_form(operations, "reversal", "LA-1").opened

    assert answer.headers["Location"] == "/servicing/accounts/LA-1/transactions"


def test_nobody_in_hardship_is_charged_a_fee(loan, operations, open_form):
    CustomerFlag.objects.create(
        customer_id="CUS-1",
        kind=FlagKind.HARDSHIP,
        from_date=date(2026, 1, 1),
        reason="Lost work.",
        set_by=operations_user(operations),
        set_at=timezone.now(),
    )

    said = words(open_form(operations, "late-fee", "LA-1").opened)

    assert "Charge late fee is not possible now." in said
    assert "This customer is in hardship" in said
    assert "Review" not in said.split("Result")[1]


def operations_user(browser):
    """Return whoever is signed in at a browser."""
    return User.objects.get(pk=browser.session["_auth_user_id"])


def test_a_form_does_not_open_while_the_ledger_is_gone(
    loan, ledger_simulator, operations, open_form
):
    ledger_simulator.stop()

    answer = open_form(operations, "repayment", "LA-1").opened

    assert answer.status_code == 503
    assert "Record payment is not possible while the ledger cannot be reached." in words(answer)
    assert "Projected, as of" in words(answer)


def test_what_the_projection_rules_out_is_warned_of_and_left_to_the_ledger(
    loan, operations, open_form
):
    answer = open_form(operations, "disbursement", "LA-1").review(**FILLED["disbursement"])

    assert answer.status_code == 422
    assert "The loan is paid out already." in words(answer)
    assert "This loan was paid out already." in words(answer)
