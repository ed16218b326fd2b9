"""The turning points of a loan: opened, paid out, repaid, charged, caught up, closed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from servicing.demo.loans import LATE_FEE, ZERO, Instalment, Loan
from servicing.demo.messages import Story, Told

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def opened(loan: Loan) -> Story:
    """Tell how the account and its schedule were made.

    Some publishers wait for the disbursement with the word PENDING_DISBURSEMENT and no balance;
    older ones say PENDING and count the balance at once.
    """
    if loan.narrator.happens(0.25):
        loan.status = "PENDING"
    terms = loan.terms
    yield loan.event(
        "account.created.v1",
        {
            "account_number": loan.account_number,
            "customer_id": loan.customer_id,
            "status": loan.status,
            "loan_amount": terms.amount,
            "current_balance": loan.balance,
            "loan_fee": terms.fee,
            "loan_total_payable": terms.payable,
            "opened_date": loan.opened,
            "signed_loan_agreement_url": f"https://documents.example.com/agreements/{loan.account_id}.pdf",
        },
    )
    loan.narrator.wait(MINUTE / 20, MINUTE / 4)
    yield scheduled(loan)


def scheduled(loan: Loan) -> Told:
    """Return the event that sets out the repayments."""
    terms = loan.terms
    payments = [
        {"payment_number": each.number, "due_date": each.due, "amount": each.amount}
        for each in loan.instalments
    ]
    told = {
        "schedule_id": loan.schedule_id,
        "loan_amount": terms.amount,
        "total_amount": terms.payable,
        "fee": terms.fee,
        "n_payments": terms.payments,
        "payment_frequency": terms.frequency,
        "payments": payments,
        "created_date": loan.opened,
    }
    return loan.event("account.schedule.created.v1", told)


def disbursed(loan: Loan) -> Told:
    """Return the event of the pay-out. Some publishers leave the status out of it."""
    loan.status = "ACTIVE"
    status = "ACTIVE" if loan.narrator.happens(0.7) else None
    return loan.snapshot("DISBURSEMENT", status=status, commencement_date=loan.narrator.today)


def repaid(loan: Loan, instalments: list[Instalment], *, amount: Decimal | None = None) -> Story:
    """Tell a repayment: an amount towards one instalment, or several in full with all fees."""
    if amount is None:
        amount = sum((each.remaining for each in instalments), loan.fees)
        parts = [each.remaining for each in instalments]
    else:
        parts = [amount]
    loan.paid += amount
    today = loan.narrator.today
    update = loan.snapshot("REPAYMENT", last_payment_date=today, last_payment_amount=amount)
    for instalment, part in zip(instalments, parts, strict=True):
        instalment.paid += part
        instalment.transactions.append(str(loan.latest_transaction))
    yield update
    loan.narrator.wait(MINUTE / 60, MINUTE / 10)
    yield loan.changed(instalments)


def charged(loan: Loan) -> Told:
    """Return the event of a late fee."""
    loan.charged += LATE_FEE
    return loan.snapshot("LATE_FEE")


def waived(loan: Loan) -> Told:
    """Return the event of a fee that is waived: the balance falls, and nobody paid."""
    loan.waived += loan.fees
    return loan.snapshot("FEE_WAIVER")


def moved_to(loan: Loan, status: str) -> Told:
    """Return the event of a change of status that no transaction caused."""
    loan.status = status
    told = {"new_status": status, "changed_at": loan.narrator.now}
    return loan.event("account.status_changed.v1", told)


def caught_up(loan: Loan) -> Story:
    """Tell how everything overdue is paid at once and the account is current again."""
    if loan.fees and loan.narrator.happens(0.35):
        yield waived(loan)
        loan.narrator.wait(MINUTE, 30 * MINUTE)
    yield from repaid(loan, loan.overdue(loan.narrator.today + DAY))
    if loan.unpaid:
        yield moved_to(loan, "ACTIVE")
        yield loan.aged(oldest=None)


def written_off(loan: Loan) -> Told:
    """Return the event of the lender's giving up what is left."""
    loan.written_off += loan.balance
    return loan.snapshot("WRITE_OFF")


def closed(loan: Loan, reason: str) -> Story:
    """Tell the end of an account; some publishers repeat it as a change of status."""
    told: dict[str, Any] = {
        "customer_id": loan.customer_id,
        "closure_reason": reason,
        "previous_status": loan.status,
        "closed_date": loan.narrator.today,
        "final_balance": ZERO,
        "loan_total_payable": loan.terms.payable,
        "total_paid": loan.paid,
        "triggered_by_transaction_id": loan.latest_transaction,
    }
    loan.status = "CLOSED"
    yield loan.event("account.closed.v1", told)
    loan.narrator.wait(MINUTE / 60, MINUTE)
    yield loan.aged(oldest=None)
    if loan.narrator.happens(0.3):
        yield moved_to(loan, "CLOSED")
