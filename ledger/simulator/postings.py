"""Questions about the customers' sub-ledger: postings, balances, an account's record."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg.rows import DictRow

from ledger.simulator.books import Connection, one, rows
from ledger.simulator.days import read_day
from ledger.simulator.loans import get_loan
from ledger.simulator.refusals import AccountUnknown, NotUnderstood
from ledger.simulator.translating import instant, money, transaction
from ledger.stubs import accounting_ledger_pb2 as pb

USUAL_LIMIT, LARGEST_LIMIT = 100, 1000


def get_posting(connection: Connection, transaction_id: str, *, of: str) -> DictRow:
    """Return the row of a posting of an account.

    :raises AccountUnknown: if there is none
    """
    row = one(
        connection,
        "select * from posting where transaction_id = %s and loan_account_id = %s",
        [transaction_id, of],
    )
    if row is None:
        raise AccountUnknown(f"There is no transaction {transaction_id!r} on this account.")
    return row


def list_after(connection: Connection, loan_account_id: str, sequence: int) -> Sequence[DictRow]:
    """Return an account's postings after one, oldest first."""
    return rows(
        connection,
        "select * from posting where loan_account_id = %s and sequence > %s order by sequence",
        [loan_account_id, sequence],
    )


def get_transactions(
    connection: Connection, request: pb.GetTransactionsRequest, *, now: datetime, today: date
) -> pb.GetTransactionsResponse:
    """Answer an account's postings, newest first, and how many fit the filters in all."""
    loan = get_loan(connection, request.loan_account_id)
    limit = request.limit if request.HasField("limit") else USUAL_LIMIT
    if not 1 <= limit <= LARGEST_LIMIT:
        raise NotUnderstood(f"limit is from 1 to {LARGEST_LIMIT}.")
    values: dict[str, Any] = {
        "loan": loan.loan_account_id,
        "from_date": read_day("from_date", request.from_date) if request.from_date else None,
        "to_date": read_day("to_date", request.to_date) if request.to_date else None,
        "kind": pb.TransactionType.Name(request.type_filter) if request.type_filter else None,
        "limit": limit,
    }
    found = rows(
        connection,
        """select *, count(*) over () as total from posting where loan_account_id = %(loan)s
        and (%(from_date)s::date is null or effective_date >= %(from_date)s)
        and (%(to_date)s::date is null or effective_date <= %(to_date)s)
        and (%(kind)s::text is null or kind = %(kind)s)
        order by sequence desc limit %(limit)s""",
        values,
    )
    return pb.GetTransactionsResponse(
        loan_account_id=loan.loan_account_id,
        transactions=[transaction(row) for row in found],
        total_count=found[0]["total"] if found else 0,
    )


def get_balance(
    connection: Connection, request: pb.GetBalanceRequest, *, now: datetime, today: date
) -> pb.GetBalanceResponse:
    """Answer what is owed on an account now."""
    loan = get_loan(connection, request.loan_account_id)
    return pb.GetBalanceResponse(
        loan_account_id=loan.loan_account_id,
        principal_balance=money(loan.principal),
        fee_balance=money(loan.fees),
        total_outstanding=money(loan.owed.total),
        as_of=instant(now),
    )


def get_record(
    connection: Connection, request: pb.GetLedgerRecordRequest, *, now: datetime, today: date
) -> pb.LedgerRecordResponse:
    """Answer an account as the ledger keeps it."""
    loan = get_loan(connection, request.loan_account_id)
    return pb.LedgerRecordResponse(
        loan_account_id=loan.loan_account_id,
        account_number=loan.account_number,
        customer_id=loan.customer_id,
        application_number=loan.application_number,
        disbursed_principal=money(loan.disbursed_principal),
        establishment_fee=money(loan.establishment_fee),
        total_repayable=money(loan.loan_amount + loan.establishment_fee),
        principal_balance=money(loan.principal),
        fee_balance=money(loan.fees),
        total_outstanding=money(loan.owed.total),
        total_paid=money(loan.total_paid),
        transaction_count=loan.transaction_count,
        last_transaction_id=loan.latest_transaction_id or None,
        schedule_id=loan.schedule_id or None,
        created_at=instant(loan.opened_at),
        updated_at=instant(loan.updated_at),
    )
