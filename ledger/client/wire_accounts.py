"""What the ledger says of one account, from protobuf into our words."""

from datetime import datetime

from ledger import answers
from ledger.answers import TransactionType
from ledger.client.wire_values import (
    amount,
    amount_or_none,
    day,
    instant,
    instant_of_text,
    needed_amount,
    needed_day,
)
from ledger.stubs import accounting_ledger_pb2 as pb

TYPES: dict[int, TransactionType] = {
    number: TransactionType(name)
    for name, number in pb.TransactionType.items()
    if name in TransactionType.__members__
}
NUMBERS = {kind: pb.TransactionType.ValueType(number) for number, kind in TYPES.items()}


def transaction(message: pb.Transaction) -> answers.Transaction:
    """Return a posting; a type that we do not know is UNSPECIFIED."""
    return answers.Transaction(
        transaction_id=message.transaction_id,
        loan_account_id=message.loan_account_id,
        type=TYPES.get(message.type, TransactionType.UNSPECIFIED),
        transaction_at=instant(message.transaction_date),
        effective_date=day(message.effective_date),
        principal_delta=amount(message.principal_delta),
        fee_delta=amount(message.fee_delta),
        total_delta=amount(message.total_delta),
        principal_after=amount(message.principal_after),
        fee_after=amount(message.fee_after),
        total_after=amount(message.total_after),
        description=message.description,
        reference_type=message.reference_type,
        reference_id=message.reference_id,
        metadata=dict(message.metadata),
        created_by=message.created_by,
        created_at=instant(message.created_at),
        notes=message.notes if message.HasField("notes") else None,
    )


def transactions(message: pb.GetTransactionsResponse) -> answers.Transactions:
    """Return some postings of an account."""
    rows = tuple(transaction(row) for row in message.transactions)
    return answers.Transactions(
        loan_account_id=message.loan_account_id,
        rows=rows,
        total_count=max(message.total_count, len(rows)),
    )


def balance(message: pb.GetBalanceResponse, *, heard_at: datetime) -> answers.Balance:
    """Return what is owed. A ledger that does not say since when is taken to speak of now."""
    return answers.Balance(
        loan_account_id=message.loan_account_id,
        principal=needed_amount(message.principal_balance, "principal_balance"),
        fees=needed_amount(message.fee_balance, "fee_balance"),
        total=needed_amount(message.total_outstanding, "total_outstanding"),
        as_of=instant(message.as_of) or heard_at,
    )


def record(message: pb.LedgerRecordResponse) -> answers.LedgerRecord:
    """Return an account as the ledger keeps it."""
    return answers.LedgerRecord(
        loan_account_id=message.loan_account_id,
        account_number=message.account_number,
        customer_id=message.customer_id,
        application_number=message.application_number,
        disbursed_principal=amount(message.disbursed_principal),
        establishment_fee=amount(message.establishment_fee),
        total_repayable=amount(message.total_repayable),
        principal=needed_amount(message.principal_balance, "principal_balance"),
        fees=needed_amount(message.fee_balance, "fee_balance"),
        total=needed_amount(message.total_outstanding, "total_outstanding"),
        total_paid=amount(message.total_paid),
        transaction_count=message.transaction_count,
        latest_transaction_id=message.last_transaction_id,
        schedule_id=message.schedule_id,
        created_at=instant(message.created_at),
        updated_at=instant(message.updated_at),
    )


def statement(message: pb.StatementResponse) -> answers.Statement:
    """Return what happened on an account within a period."""
    return answers.Statement(
        loan_account_id=message.loan_account_id,
        account_number=message.account_number,
        customer_id=message.customer_id,
        period_start=needed_day(message.period_start, "period_start"),
        period_end=needed_day(message.period_end, "period_end"),
        disbursed_principal=amount(message.disbursed_principal),
        establishment_fee=amount(message.establishment_fee),
        total_repayable=amount(message.total_repayable),
        opening_balance=needed_amount(message.opening_balance, "opening_balance"),
        fees_charged=amount(message.fees_charged),
        payments_received=amount(message.payments_received),
        closing_balance=needed_amount(message.closing_balance, "closing_balance"),
        lines=tuple(_statement_line(line) for line in message.lines),
        generated_at=instant(message.generated_at),
    )


def _statement_line(line: pb.StatementLine) -> answers.StatementLine:
    return answers.StatementLine(
        day=needed_day(line.date, "date"),
        transaction_id=line.transaction_id,
        description=line.description,
        charge=amount_or_none(line.charge),
        payment=amount_or_none(line.payment),
        balance=needed_amount(line.balance, "balance"),
    )


def schedule(message: pb.ScheduleWithStatusResponse) -> answers.Schedule:
    """Return the repayment schedule; sums that the ledger leaves out are zero."""
    summary = message.summary
    return answers.Schedule(
        schedule_id=message.schedule_id,
        loan_account_id=message.loan_account_id,
        customer_id=message.customer_id,
        application_number=message.application_number,
        instalments=tuple(_instalment(row) for row in message.instalments),
        next_due_date=day(summary.next_due_date),
        next_due_amount=amount_or_none(summary.next_due_amount),
        total_scheduled=amount(summary.total_scheduled),
        total_paid=amount(summary.total_paid),
        total_remaining=amount(summary.total_remaining),
    )


def _instalment(row: pb.InstalmentWithStatus) -> answers.LedgerInstalment:
    return answers.LedgerInstalment(
        payment_number=row.payment_number,
        due_date=day(row.due_date),
        scheduled_amount=amount(row.scheduled_amount),
        status=row.status,
        amount_paid=amount(row.amount_paid),
        amount_remaining=amount(row.amount_remaining),
        paid_date=day(row.paid_date),
        linked_transaction_ids=tuple(row.linked_transaction_ids),
        updated_at=instant_of_text(row.last_updated),
    )


def aging(message: pb.AccountAgingResponse | pb.OverdueAccount) -> answers.Aging:
    """Return how late an account is."""
    return answers.Aging(
        account_id=message.account_id,
        days_past_due=message.dpd,
        bucket=message.bucket,
        days_until_overdue=message.days_until_overdue,
        total_overdue=amount(message.total_overdue_amount),
        is_in_arrears=message.is_in_arrears,
        updated_at=instant_of_text(message.last_updated),
    )


def found_account(message: pb.AccountSearchResult) -> answers.FoundAccount:
    """Return an account that was searched for."""
    return answers.FoundAccount(
        loan_account_id=message.loan_account_id,
        account_number=message.account_number,
        customer_id=message.customer_id,
        application_number=message.application_number,
        principal=needed_amount(message.principal_balance, "principal_balance"),
        fees=needed_amount(message.fee_balance, "fee_balance"),
        total=needed_amount(message.total_outstanding, "total_outstanding"),
    )
