"""What the ledger says of all accounts together, from protobuf into our words."""

from ledger import answers
from ledger.client.wire_accounts import aging
from ledger.client.wire_values import amount, instant, needed_amount, needed_day
from ledger.stubs import accounting_ledger_pb2 as pb


def portfolio(message: pb.PortfolioSummaryResponse) -> answers.Portfolio:
    """Return all loans together on a day."""
    return answers.Portfolio(
        as_of_date=needed_day(message.as_of_date, "as_of_date"),
        active_accounts=message.total_active_accounts,
        principal_receivable=needed_amount(message.principal_receivable, "principal_receivable"),
        fees_receivable=needed_amount(message.fees_receivable, "fees_receivable"),
        total_receivables=needed_amount(message.total_receivables, "total_receivables"),
        generated_at=instant(message.generated_at),
    )


def reconciliation(message: pb.GLReconciliationResponse) -> answers.Reconciliation:
    """Return the general ledger within a period."""
    return answers.Reconciliation(
        period_start=needed_day(message.period_start, "period_start"),
        period_end=needed_day(message.period_end, "period_end"),
        principal_receivable=_movements(message.principal_receivable),
        fees_receivable=_movements(message.fees_receivable),
        establishment_fee_income=amount(message.establishment_fee_income),
        late_fee_income=amount(message.late_fee_income),
        dishonour_fee_income=amount(message.dishonour_fee_income),
        fee_waivers=amount(message.fee_waivers),
        net_fee_income=amount(message.net_fee_income),
        bad_debt_expense=amount(message.bad_debt_expense),
        integrity=_integrity(message.integrity_check),
        generated_at=instant(message.generated_at),
    )


def _movements(message: pb.AccountMovements) -> answers.Movements:
    return answers.Movements(
        account_code=message.account_code,
        account_name=message.account_name,
        opening_balance=amount(message.opening_balance),
        disbursements=amount(message.disbursements),
        establishment_fees=amount(message.establishment_fees),
        late_fees=amount(message.late_fees),
        dishonour_fees=amount(message.dishonour_fees),
        repayments=amount(message.repayments),
        fee_waivers=amount(message.fee_waivers),
        write_offs=amount(message.write_offs),
        adjustments=amount(message.adjustments),
        closing_balance=amount(message.closing_balance),
    )


def _integrity(message: pb.IntegrityCheck) -> answers.Integrity:
    return answers.Integrity(
        principal_match=message.principal_match,
        fee_match=message.fee_match,
        customer_principal_sum=amount(message.customer_principal_sum),
        customer_fee_sum=amount(message.customer_fee_sum),
        portfolio_principal=amount(message.portfolio_principal),
        portfolio_fees=amount(message.portfolio_fees),
    )


def overdue(message: pb.OverdueAccountsResponse) -> answers.OverdueAccounts:
    """Return some accounts by how late they are."""
    return answers.OverdueAccounts(
        rows=tuple(aging(row) for row in message.accounts),
        total_count=max(message.total_count, len(message.accounts)),
        next_page_token=message.next_page_token,
    )
