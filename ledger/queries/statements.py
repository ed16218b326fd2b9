"""A statement of an account for a period, with whose account it is."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from ledger.answers import Statement
from ledger.client import get_client
from ledger.guards import account_names
from ledger.projected import projected_balances


class PeriodBackwards(ValueError):
    """A period was to end before it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement with the name of the customer, empty if it is not known, and the currency."""

    statement: Statement
    customer_name: str
    currency: str


def get_statement_view(*, loan_account_id: str, from_date: date, to_date: date) -> StatementView:
    """Return what happened on an account between two business days, both included.

    :raises PeriodBackwards: if it would end before it begins
    :raises LedgerProblem: if the ledger does not know the account or cannot be asked
    """
    if from_date > to_date:
        raise PeriodBackwards("The period ends before it begins. Swap the two days.")
    name = account_names([loan_account_id])[loan_account_id]
    known = projected_balances([loan_account_id]).get(loan_account_id)
    return StatementView(
        statement=get_client().get_statement(
            loan_account_id=loan_account_id, period_start=from_date, period_end=to_date
        ),
        customer_name=name.customer_name,
        currency=name.currency or (known.currency if known else settings.LOAN_CURRENCY),
    )
