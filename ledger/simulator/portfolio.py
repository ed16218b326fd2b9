"""All loans together: the portfolio on a day, and the general ledger within a period.

Everything here is added up from the journal. What the customers' sub-ledger says stands beside it
as the integrity check: it is kept in rows of its own, so the two can be compared.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from billie.kernel.money import ZERO
from ledger.simulator.books import Connection, one, rows
from ledger.simulator.chart import NAMES, Account
from ledger.simulator.days import read_day, read_period
from ledger.simulator.translating import instant, money
from ledger.stubs import accounting_ledger_pb2 as pb

COLUMNS: Mapping[str, str] = {
    "DISBURSEMENT": "disbursements",
    "ESTABLISHMENT_FEE": "establishment_fees",
    "LATE_FEE": "late_fees",
    "DISHONOUR_FEE": "dishonour_fees",
    "REPAYMENT": "repayments",
    "FEE_WAIVER": "fee_waivers",
    "WRITE_OFF": "write_offs",
    "ADJUSTMENT": "adjustments",
}
Moved = Mapping[tuple[str, str], Decimal]


def get_summary(
    connection: Connection, request: pb.GetPortfolioSummaryRequest, *, now: datetime, today: date
) -> pb.PortfolioSummaryResponse:
    """Answer what all customers owe at the end of a business day, by default today."""
    day = read_day("as_of_date", request.as_of_date) if request.as_of_date else today
    principal = _balance(connection, Account.PRINCIPAL, until=day)
    fees = _balance(connection, Account.FEES, until=day)
    active = one(
        connection,
        "select count(*) as number from loan where disbursed_on <= %(day)s"
        " and (closed_on is null or closed_on > %(day)s)",
        {"day": day},
    )
    return pb.PortfolioSummaryResponse(
        as_of_date=day.isoformat(),
        total_active_accounts=active["number"] if active else 0,
        principal_receivable=money(principal),
        fees_receivable=money(fees),
        total_receivables=money(principal + fees),
        generated_at=instant(now),
    )


def get_reconciliation(
    connection: Connection, request: pb.GetGLReconciliationRequest, *, now: datetime, today: date
) -> pb.GLReconciliationResponse:
    """Answer what moved in the general ledger within a period, both days included.

    Movements have a sign: the opening balance and all of them add up to the closing balance.
    """
    first, last = read_period(request.period_start, request.period_end)
    moved = _moved(connection, first, last)
    establishment = -_on(moved, Account.ESTABLISHMENT_FEES)
    late = -_on(moved, Account.LATE_FEES)
    dishonour = -_on(moved, Account.DISHONOUR_FEES)
    waivers = _on(moved, Account.FEE_WAIVERS)
    return pb.GLReconciliationResponse(
        period_start=first.isoformat(),
        period_end=last.isoformat(),
        principal_receivable=_movements(connection, Account.PRINCIPAL, moved, first, last),
        fees_receivable=_movements(connection, Account.FEES, moved, first, last),
        establishment_fee_income=money(establishment),
        late_fee_income=money(late),
        dishonour_fee_income=money(dishonour),
        fee_waivers=money(waivers),
        net_fee_income=money(establishment + late + dishonour - waivers),
        bad_debt_expense=money(_on(moved, Account.BAD_DEBT)),
        integrity_check=_check(connection, last),
        generated_at=instant(now),
    )


def _movements(
    connection: Connection, account: Account, moved: Moved, first: date, last: date
) -> pb.AccountMovements:
    closing = _balance(connection, account, until=last)
    by_column = {
        column: money(moved.get((account, kind), ZERO)) for kind, column in COLUMNS.items()
    }
    return pb.AccountMovements(
        account_code=account,
        account_name=NAMES[account][0],
        opening_balance=money(closing - _on(moved, account)),
        closing_balance=money(closing),
        **by_column,
    )


def _check(connection: Connection, last: date) -> pb.IntegrityCheck:
    """Compare the customers' running balances at the end of a day with the journal's."""
    customers = one(
        connection,
        """select coalesce(sum(principal_after), 0) as principal,
        coalesce(sum(fee_after), 0) as fees from
        (select distinct on (loan_account_id) principal_after, fee_after from posting
        where effective_date <= %s order by loan_account_id, sequence desc) as latest""",
        [last],
    )
    principal = _balance(connection, Account.PRINCIPAL, until=last)
    fees = _balance(connection, Account.FEES, until=last)
    theirs = customers or {"principal": ZERO, "fees": ZERO}
    return pb.IntegrityCheck(
        principal_match=theirs["principal"] == principal,
        fee_match=theirs["fees"] == fees,
        customer_principal_sum=money(theirs["principal"]),
        customer_fee_sum=money(theirs["fees"]),
        portfolio_principal=money(principal),
        portfolio_fees=money(fees),
    )


def _moved(connection: Connection, first: date, last: date) -> Moved:
    """Return what moved within a period, by account and kind of posting."""
    found = rows(
        connection,
        """select account_code, kind, sum(amount) as total from line join entry using (entry_id)
        where business_date between %s and %s group by account_code, kind""",
        [first, last],
    )
    return {(row["account_code"], row["kind"]): row["total"] for row in found}


def _on(moved: Moved, account: Account) -> Decimal:
    return sum((total for (code, _), total in moved.items() if code == account), ZERO)


def _balance(connection: Connection, account: Account, *, until: date) -> Decimal:
    found = one(
        connection,
        """select coalesce(sum(amount), 0) as total from line join entry using (entry_id)
        where account_code = %s and business_date <= %s""",
        [account, until],
    )
    return found["total"] if found else ZERO
