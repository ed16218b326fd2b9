"""Instalments in the books."""

from collections.abc import Sequence

from psycopg.rows import class_row

from ledger.simulator.booking import When
from ledger.simulator.books import Connection
from ledger.simulator.loans import Loan
from ledger.simulator.schedule import Instalment, Share


def list_instalments(connection: Connection, loan_account_id: str) -> list[Instalment]:
    """Return the instalments of an account in the order of their numbers."""
    with connection.cursor(row_factory=class_row(Instalment)) as cursor:
        cursor.execute(
            "select payment_number, due_date, amount, paid, paid_on, transaction_ids, updated_at"
            " from instalment where loan_account_id = %s order by payment_number",
            [loan_account_id],
        )
        return cursor.fetchall()


def add_instalments(
    connection: Connection, loan_account_id: str, instalments: Sequence[Instalment]
) -> None:
    """Write down the schedule of an account that has none."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into instalment (loan_account_id, payment_number, due_date, amount)"
            " values (%s, %s, %s, %s)",
            [
                (loan_account_id, each.payment_number, each.due_date, each.amount)
                for each in instalments
            ],
        )


def pay_instalments(
    connection: Connection,
    loan: Loan,
    shares: Sequence[Share],
    *,
    transaction_id: str,
    when: When,
) -> None:
    """Write down on instalments what a repayment spread over them (see `schedule.spread`)."""
    for share in shares:
        instalment = share.instalment
        instalment.transaction_ids.append(transaction_id)
        instalment.updated_at = when.now
        instalment.paid_on = None if instalment.remaining else when.day
    _save(connection, loan.loan_account_id, [share.instalment for share in shares])


def _save(connection: Connection, loan_account_id: str, instalments: Sequence[Instalment]) -> None:
    """Write down what came in for instalments."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "update instalment set paid = %s, paid_on = %s, transaction_ids = %s, updated_at = %s"
            " where loan_account_id = %s and payment_number = %s",
            [
                (
                    each.paid,
                    each.paid_on,
                    each.transaction_ids,
                    each.updated_at,
                    loan_account_id,
                    each.payment_number,
                )
                for each in instalments
            ],
        )
