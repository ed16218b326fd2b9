"""Loan accounts: how each event changes the `LoanAccount` row (WIRE 1.3).

Balances are snapshots and the stream's order is the order: the newest wins. `account.created`
alone tells how things began, so when it comes late it fills in what nothing newer has said.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from servicing.events import (
    AccountClosed,
    AccountCreated,
    AccountEvent,
    AccountStatusChanged,
    AccountUpdated,
    Envelope,
)
from servicing.models import LoanAccount
from servicing.models.loans import AccountStatus
from servicing.projections import statuses, words
from servicing.projections.payments import keep_payment, note_payment
from servicing.projections.rows import Rows

TOLD_BY_CREATED_ALONE = ("account_number", "loan_amount", "loan_fee", "opened_date")
TOLD_AGAIN = ("commencement_date", "signed_loan_agreement_url")


def open_account(event: AccountCreated, envelope: Envelope, rows: Rows) -> None:
    """Describe a new account, or fill in one that other events came before."""
    account = rows.account(event.account_id)
    _copy(event, account, TOLD_BY_CREATED_ALONE)
    _copy(event, account, [name for name in TOLD_AGAIN if not getattr(account, name)])
    if account.total_payable is None:
        account.total_payable = event.loan_total_payable
    if event.customer_id:
        account.customer_id = rows.canonical_id(event.customer_id)
    had_balance = account.current_balance
    if had_balance is None and not statuses.is_closed(account):
        account.current_balance = event.current_balance
    if not account.account_status:
        statuses.move_status(account, event.status, at=envelope.occurred_at, rows=rows)
        _infer_disbursement(account, had_balance, envelope.occurred_at)


def update_account(event: AccountUpdated, envelope: Envelope, rows: Rows) -> None:
    """Change what the event says, and infer disbursement and last payment where that is sure."""
    account = rows.account(event.account_id)
    at = event.timestamp or envelope.occurred_at
    keep_payment(event, envelope, rows)
    note_payment(account, event, at=event.timestamp or envelope.published_at)
    if event.current_balance is not None:
        account.current_balance = event.current_balance
    if event.status is not None:
        statuses.move_status(account, event.status, at=at, rows=rows)
    else:
        _infer_disbursement(account, event.current_balance, at)
    _copy(event, account, TOLD_AGAIN)


def change_account_status(event: AccountStatusChanged, envelope: Envelope, rows: Rows) -> None:
    """Move the account to another status."""
    account = rows.account(event.account_id)
    at = event.changed_at or envelope.occurred_at
    statuses.move_status(account, event.new_status, at=at, rows=rows)


def close_account(event: AccountClosed, envelope: Envelope, rows: Rows) -> None:
    """Close the account for good, and settle its figures."""
    account = rows.account(event.account_id)
    reason = words.look_up(
        words.CLOSURE_REASON, event.closure_reason, field="closure_reason", rows=rows
    )
    account.closure_reason = reason or account.closure_reason
    account.sdk_status = "CLOSED"
    statuses.close(account)
    if event.customer_id:
        account.customer_id = rows.canonical_id(event.customer_id)
    account.closed_date = event.closed_date or account.closed_date
    if event.final_balance is not None:
        account.final_balance = account.current_balance = event.final_balance
    if event.loan_total_payable is not None:
        account.total_payable = event.loan_total_payable
    if event.total_paid is not None:
        account.total_paid = event.total_paid


def _copy(event: AccountEvent, account: LoanAccount, names: Iterable[str]) -> None:
    for name in names:
        if (value := getattr(event, name)) is not None:
            setattr(account, name, value)


def _infer_disbursement(account: LoanAccount, balance: Decimal | None, at: datetime) -> None:
    """Take a positive balance for the proof that an account was paid out."""
    is_waiting = account.account_status == AccountStatus.PENDING_DISBURSEMENT
    if is_waiting and balance is not None and balance > 0:
        statuses.disburse(account, at=at)
