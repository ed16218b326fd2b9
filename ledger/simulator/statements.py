"""Statements: what happened on an account between two business days."""

from datetime import date, datetime
from decimal import Decimal

from psycopg.rows import DictRow

from billie.kernel.money import ZERO
from ledger.simulator.books import Connection, rows
from ledger.simulator.days import read_period
from ledger.simulator.loans import get_loan
from ledger.simulator.translating import instant, money
from ledger.stubs import accounting_ledger_pb2 as pb

FEES = frozenset({"ESTABLISHMENT_FEE", "LATE_FEE", "DISHONOUR_FEE"})


def get_statement(
    connection: Connection, request: pb.GetStatementRequest, *, now: datetime, today: date
) -> pb.StatementResponse:
    """Answer an account's lines within a period, oldest first, and what they add up to."""
    loan = get_loan(connection, request.loan_account_id)
    first, last = read_period(request.period_start, request.period_end)
    found = rows(
        connection,
        """select *, principal_delta + fee_delta as delta, principal_after + fee_after as after
        from posting where loan_account_id = %s and effective_date <= %s order by sequence""",
        [loan.loan_account_id, last],
    )
    before = [row for row in found if row["effective_date"] < first]
    within = found[len(before) :]  # a posting never counts before the one before it
    opening: Decimal = before[-1]["after"] if before else ZERO
    return pb.StatementResponse(
        loan_account_id=loan.loan_account_id,
        account_number=loan.account_number,
        customer_id=loan.customer_id,
        period_start=first.isoformat(),
        period_end=last.isoformat(),
        disbursed_principal=money(loan.disbursed_principal),
        establishment_fee=money(loan.establishment_fee),
        total_repayable=money(loan.loan_amount + loan.establishment_fee),
        opening_balance=money(opening),
        fees_charged=money(_total(within, FEES)),
        payments_received=money(-_total(within, {"REPAYMENT"})),
        closing_balance=money(within[-1]["after"] if within else opening),
        lines=[_line(row) for row in within],
        generated_at=instant(now),
    )


def _total(found: list[DictRow], kinds: set[str] | frozenset[str]) -> Decimal:
    return sum((row["delta"] for row in found if row["kind"] in kinds), ZERO)


def _line(row: DictRow) -> pb.StatementLine:
    delta: Decimal = row["delta"]
    return pb.StatementLine(
        date=row["effective_date"].isoformat(),
        transaction_id=row["transaction_id"],
        description=row["description"],
        charge=money(delta) if delta > ZERO else None,
        payment=money(-delta) if delta < ZERO else None,
        balance=money(row["after"]),
    )
