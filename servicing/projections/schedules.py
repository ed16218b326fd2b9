"""Repayment schedules: how each event changes account and instalments (WIRE 1.3)."""

from decimal import Decimal

from servicing.events import Envelope, PaymentChanged, ScheduleCreated, ScheduleUpdated
from servicing.models import Instalment, LoanAccount
from servicing.projections import statuses, words
from servicing.projections.rows import Rows


def set_schedule(event: ScheduleCreated, envelope: Envelope, rows: Rows) -> None:
    """Fill in due dates and amounts; a paid instalment stays paid, however late this comes."""
    account = rows.account(event.account_id)
    account.schedule_id = event.schedule_id or account.schedule_id
    if event.n_payments is not None or event.payments:
        account.number_of_payments = event.n_payments or len(event.payments)
    frequency = words.look_up(
        words.PAYMENT_FREQUENCY, event.payment_frequency, field="payment_frequency", rows=rows
    )
    account.payment_frequency = frequency or account.payment_frequency
    if event.total_amount is not None:
        account.schedule_total = event.total_amount
    account.schedule_created_date = event.created_date or account.schedule_created_date
    if account.loan_amount is None:
        account.loan_amount = event.loan_amount
    if account.loan_fee is None:
        account.loan_fee = event.fee
    for due in event.payments:
        instalment = rows.instalment(event.account_id, due.payment_number)
        if due.due_date is not None:
            instalment.due_date = due.due_date
        if due.amount is not None:
            instalment.amount = due.amount


def change_instalments(event: ScheduleUpdated, envelope: Envelope, rows: Rows) -> None:
    """Change the instalments that the event names, and add up what was paid."""
    account = rows.account(event.account_id)
    account.schedule_id = account.schedule_id or event.schedule_id or ""
    for change in event.payments:
        _change(rows.instalment(event.account_id, change.payment_number), change, rows)
    _add_up(account, rows)


def _change(instalment: Instalment, change: PaymentChanged, rows: Rows) -> None:
    status = words.look_up(
        words.INSTALMENT_STATUS,
        change.status,
        field=f"status of instalment {change.payment_number}",
        rows=rows,
    )
    instalment.status = status or instalment.status
    instalment.paid_date = change.paid_date or instalment.paid_date
    if change.amount_paid is not None:
        instalment.amount_paid = change.amount_paid
    if change.amount_remaining is not None:
        instalment.amount_remaining = change.amount_remaining
    if change.linked_transaction_ids is not None:
        instalment.linked_transaction_ids = list(change.linked_transaction_ids)
    instalment.updated_at = change.last_updated or instalment.updated_at


def _add_up(account: LoanAccount, rows: Rows) -> None:
    """Set the total paid to the sum of the instalments.

    The total that a closure gave stands, so on a closed account the sum can only raise it.
    """
    paid = [i.amount_paid for i in rows.instalments_of(account.loan_account_id)]
    amounts = [amount for amount in paid if amount is not None]
    if not amounts:
        return
    total = sum(amounts, Decimal(0))
    if account.total_paid is None or not statuses.is_closed(account):
        account.total_paid = total
    else:
        account.total_paid = max(account.total_paid, total)
