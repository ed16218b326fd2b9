"""What a customer promises, and a sentence for each entry of it that is wrong. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from billie.kernel.money import CENT, GREATEST, ZERO, Money
from servicing.models import LoanAccount
from servicing.models.loans import AccountStatus

LONGEST_NOTE = 2000
MOST_GRACE_DAYS = 14
FARTHEST_DAYS = 90
CANNOT_BE_PAID: Mapping[str, str] = {
    AccountStatus.PENDING_DISBURSEMENT.value: "This loan is not disbursed yet: nothing is owed.",
    AccountStatus.PAID_OFF.value: "This loan is paid off.",
    AccountStatus.WRITTEN_OFF.value: "This loan is written off.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a customer says they will pay, in the account's currency.

    `grace_days` after the due date still count, by default `settings.PROMISE_GRACE_DAYS`.
    """

    loan_account_id: str
    amount: Decimal
    due_date: date
    grace_days: int | None = None
    note: str = ""


def problems_of(
    promised: Promised, account: LoanAccount, *, owners: Collection[str], today: date
) -> dict[str, str]:
    """Return a sentence for each entry of a promise that is wrong.

    `owners` are the ids of the customer whose account it must be; none of them means anybody's.
    `today` is the business day.
    """
    found = {
        "loan_account_id": _wrong_account(account, owners),
        "amount": _wrong_amount(promised.amount, account),
        "due_date": _wrong_day(promised.due_date, today),
        "grace_days": _wrong_grace(promised.grace_days or 0),
        "note": _too_long(promised.note),
    }
    return {name: problem for name, problem in found.items() if problem}


def _wrong_account(account: LoanAccount, owners: Collection[str]) -> str:
    if not account.customer_id:
        return "It is not known yet whose loan this is."
    if owners and account.customer_id not in owners:
        return f"{account} is no loan of this customer. Choose one of theirs."
    return CANNOT_BE_PAID.get(account.account_status, "")


def _wrong_amount(amount: Decimal, account: LoanAccount) -> str:
    if not ZERO < amount <= GREATEST or amount != amount.quantize(CENT):
        return "Give an amount above zero with at most two decimals, such as 145.00."
    owed = account.current_balance
    if owed is not None and amount > owed:
        return f"This is more than the {Money(owed, account.currency)} that are owed."
    return ""


def _wrong_day(due_date: date, today: date) -> str:
    if due_date < today:
        return "This day is over. Give today or a later day."
    if due_date > today + timedelta(days=FARTHEST_DAYS):
        return f"Give a day within the next {FARTHEST_DAYS} days."
    return ""


def _wrong_grace(days: int) -> str:
    return "" if 0 <= days <= MOST_GRACE_DAYS else f"Give 0 to {MOST_GRACE_DAYS} days of grace."


def _too_long(note: str) -> str:
    return (
        "" if len(note) <= LONGEST_NOTE else f"A note can have {LONGEST_NOTE:,} characters here."
    )
