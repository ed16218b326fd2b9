"""Loan accounts as the simulator keeps them: one row, locked while somebody posts."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import LiteralString

from psycopg.errors import LockNotAvailable
from psycopg.rows import class_row

from ledger.allocation import Owed
from ledger.simulator.books import Connection
from ledger.simulator.refusals import AccountUnknown, Busy

PENDING, ACTIVE, CLOSED = "PENDING", "ACTIVE", "CLOSED"


@dataclass(slots=True, kw_only=True)
class Loan:
    """A loan account with its running balances, in major units.

    `told_balance` is the balance that somebody else's events told last (see `mirror`), `is_ours`
    says that it was posted on by request, so that those events alone no longer tell the truth.
    """

    loan_account_id: str
    account_number: str
    customer_id: str
    application_number: str
    schedule_id: str
    loan_amount: Decimal
    establishment_fee: Decimal
    status: str
    closure_reason: str
    principal: Decimal
    fees: Decimal
    disbursed_principal: Decimal
    total_paid: Decimal
    transaction_count: int
    latest_transaction_id: str
    disbursed_on: date | None
    closed_on: date | None
    latest_on: date | None
    opened_at: datetime
    updated_at: datetime
    told_balance: Decimal | None
    is_ours: bool

    @property
    def owed(self) -> Owed:
        """What the customer owes."""
        return Owed(principal=self.principal, fees=self.fees)

    @property
    def is_closed(self) -> bool:
        """Whether the account takes no more postings."""
        return self.status == CLOSED


def lock_loan(connection: Connection, loan_account_id: str) -> Loan:
    """Return an account that nobody else can post on until this transaction ends.

    :raises AccountUnknown: if there is none
    :raises Busy: if somebody else holds it too long
    """
    try:
        return _get_loan(connection, loan_account_id, is_locked=True)
    except LockNotAvailable as error:
        raise Busy("Another posting on this account takes long. Try again in a moment.") from error


def get_loan(connection: Connection, loan_account_id: str) -> Loan:
    """Return an account.

    :raises AccountUnknown: if there is none
    """
    return _get_loan(connection, loan_account_id)


def find_locked_loan(connection: Connection, loan_account_id: str) -> Loan | None:
    """Return an account as `lock_loan` does, or None."""
    try:
        return lock_loan(connection, loan_account_id)
    except AccountUnknown:
        return None


def save_loan(connection: Connection, loan: Loan) -> None:
    """Write down what can change about an account."""
    connection.execute(
        """update loan set schedule_id = %(schedule_id)s, status = %(status)s,
        closure_reason = %(closure_reason)s, principal = %(principal)s, fees = %(fees)s,
        disbursed_principal = %(disbursed_principal)s, total_paid = %(total_paid)s,
        transaction_count = %(transaction_count)s, disbursed_on = %(disbursed_on)s,
        latest_transaction_id = %(latest_transaction_id)s, closed_on = %(closed_on)s,
        latest_on = %(latest_on)s, updated_at = %(updated_at)s,
        told_balance = %(told_balance)s, is_ours = %(is_ours)s
        where loan_account_id = %(loan_account_id)s""",
        asdict(loan),
    )


def _get_loan(connection: Connection, loan_account_id: str, *, is_locked: bool = False) -> Loan:
    query: LiteralString = "select * from loan where loan_account_id = %s"
    if is_locked:
        query += " for no key update"
    with connection.cursor(row_factory=class_row(Loan)) as cursor:
        cursor.execute(query, [loan_account_id])
        loan = cursor.fetchone()
    if loan is None:
        raise AccountUnknown(f"There is no loan account {loan_account_id!r}.")
    return loan
