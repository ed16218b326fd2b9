"""The seven money writes: what they do to the books, and every way in which they are refused."""

import pytest

from tests.ledger.simulation import Simulation
from tests.ledger.simulator.asking import Teller, refusal


def test_a_repayment_pays_fees_first_then_principal(ledger_simulator: Simulation, teller: Teller):
    loan = ledger_simulator.open_account(principal="500.00", establishment_fee="100.00")

    answer = teller.repay(loan.loan_account_id, "150.00", payment_id="PAY-1")

    assert (answer.allocated_to_fees, answer.allocated_to_principal) == ("100.00", "50.00")
    assert answer.overpayment == "0.00"
    assert answer.transaction.reference_id == "PAY-1"
    assert (answer.transaction.principal_after, answer.transaction.fee_after) == ("450.00", "0.00")
    assert teller.balance(loan.loan_account_id) == "450.00"


def test_what_is_paid_beyond_what_is_owed_is_an_overpayment(
    ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account()

    answer = teller.repay(loan.loan_account_id, "650.00")

    assert answer.overpayment == "50.00"
    books = ledger_simulator.books(loan.loan_account_id)
    assert (books.loan.status, books.loan.closure_reason) == ("CLOSED", "PAID_OFF")
    assert books.loan.owed.total == 0


def test_a_late_fee_raises_what_is_owed_and_a_waiver_lowers_it(
    ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account()

    charged = teller.charge(loan.loan_account_id, "15.00", days_past_due=7, reason="7 days late")
    waived = teller.waive(loan.loan_account_id, "15.00", reason="first time")

    assert charged.transaction.total_after == "615.00"
    assert charged.transaction.notes == "7 days late"
    assert waived.transaction.total_after == "600.00"
    assert waived.transaction.created_by == "sue"


def test_a_write_off_takes_all_and_closes(ledger_simulator: Simulation, teller: Teller):
    loan = ledger_simulator.open_account()

    answer = teller.write_off(loan.loan_account_id)

    assert answer.transaction.total_delta == "-600.00"
    assert ledger_simulator.books(loan.loan_account_id).loan.closure_reason == "WRITTEN_OFF"


def test_a_disbursement_posts_principal_and_fee_once(ledger_simulator: Simulation, teller: Teller):
    loan = ledger_simulator.open_account(is_disbursed=False)

    answer = teller.disburse(loan.loan_account_id, "500.00", key="disburse-1")
    again = teller.disburse(loan.loan_account_id, "500.00", key="disburse-1")
    twice = refusal(teller.disburse, loan.loan_account_id, "500.00", key="disburse-2")

    assert answer.success
    assert (again.idempotent_replay, answer.idempotent_replay) == (True, False)
    assert again.fee_transaction_id == answer.fee_transaction_id
    assert twice[0] == "ALREADY_EXISTS"
    books = ledger_simulator.books(loan.loan_account_id)
    assert books.kinds() == ["DISBURSEMENT", "ESTABLISHMENT_FEE"]


@pytest.mark.parametrize("amount", ["", "0", "-1.00", "1.001", "1,000.00", "1e3", "NaN", " 1.00"])
def test_an_amount_that_is_none_is_refused(
    ledger_simulator: Simulation, teller: Teller, amount: str
):
    loan = ledger_simulator.open_account()

    assert refusal(teller.repay, loan.loan_account_id, amount)[0] == "INVALID_ARGUMENT"


def test_an_account_that_is_not_known_is_not_found(teller: Teller):
    assert refusal(teller.repay, "LA-nowhere", "1.00")[0] == "NOT_FOUND"
    assert refusal(teller.balance, "LA-nowhere")[0] == "NOT_FOUND"


def test_nothing_is_posted_on_a_closed_account(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    teller.write_off(account)

    refused = [
        refusal(teller.repay, account, "1.00"),
        refusal(teller.charge, account, "1.00"),
        refusal(teller.waive, account, "1.00"),
        refusal(teller.adjust, account, "1.00"),
        refusal(teller.write_off, account),
    ]

    closed = "This account is closed (written off). Nothing can be posted on it."
    assert refused == [("FAILED_PRECONDITION", closed)] * len(refused)


def test_a_payment_that_closed_an_account_can_be_reversed(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    teller.repay(account, "600.00")

    teller.adjust(account, "500.00", "100.00")

    assert ledger_simulator.books(account).loan.status == "ACTIVE"
    assert teller.balance(account) == "600.00"


def test_a_waiver_above_the_fees_is_refused(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account(establishment_fee="20.00").loan_account_id

    code, sentence = refusal(teller.waive, account, "20.01")

    assert code == "FAILED_PRECONDITION"
    assert sentence == "The waiver of 20.01 is above the fees owed, which are 20.00."


def test_an_adjustment_takes_nothing_below_zero(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id

    assert refusal(teller.adjust, account, "-500.01")[0] == "FAILED_PRECONDITION"
    assert refusal(teller.adjust, account, "0.00")[0] == "INVALID_ARGUMENT"


def test_a_loan_that_was_not_paid_out_takes_no_postings(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account(is_disbursed=False).loan_account_id

    assert refusal(teller.repay, account, "1.00")[0] == "FAILED_PRECONDITION"
    assert refusal(teller.disburse, account, "499.00")[0] == "FAILED_PRECONDITION"
