"""Opening loan accounts in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ledger.simulator.books import Connection
from ledger.simulator.instalments import add_instalments
from ledger.simulator.schedule import Instalment


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is agreed on when a loan is opened; nothing is paid out by it."""

    loan_account_id: str
    account_number: str = ""
    customer_id: str = ""
    application_number: str = ""
    schedule_id: str = ""
    loan_amount: Decimal
    establishment_fee: Decimal
    opened_at: datetime


def open_account(
    connection: Connection, opening: Opening, instalments: Sequence[Instalment] = ()
) -> bool:
    """Open an account, with its schedule if there is one; tell whether it was new."""
    opened = connection.execute(
        """insert into loan (loan_account_id, account_number, customer_id, application_number,
        schedule_id, loan_amount, establishment_fee, opened_at, updated_at)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        [
            opening.loan_account_id,
            opening.account_number,
            opening.customer_id,
            opening.application_number,
            opening.schedule_id,
            opening.loan_amount,
            opening.establishment_fee,
            opening.opened_at,
            opening.opened_at,
        ],
    )
    if not opened.rowcount:
        return False
    add_instalments(connection, opening.loan_account_id, instalments)
    return True


def fill_in(connection: Connection, opening: Opening) -> None:
    """Write down what is agreed on, where an account does not say it yet."""
    connection.execute(
        """update loan set account_number = coalesce(nullif(account_number, ''), %s),
        customer_id = coalesce(nullif(customer_id, ''), %s),
        loan_amount = coalesce(nullif(loan_amount, 0), %s),
        establishment_fee = coalesce(nullif(establishment_fee, 0), %s),
        opened_at = least(opened_at, %s) where loan_account_id = %s""",
        [
            opening.account_number,
            opening.customer_id,
            opening.loan_amount,
            opening.establishment_fee,
            opening.opened_at,
            opening.loan_account_id,
        ],
    )
