"""Payments on an account: told, or inferred from a fall in balance (WIRE 1.3).

The account remembers the last one; each is kept by itself too. What counts as a payment, and why,
is in docs/decisions/0010. All of this looks at the account as it was before the event.
"""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

from servicing.events import AccountUpdated, Envelope
from servicing.models import LoanAccount
from servicing.projections import words
from servicing.projections.rows import Rows

REPAYMENT = "REPAYMENT"


def payment_id(event: AccountUpdated, envelope: Envelope) -> UUID | None:
    """Return the identity of the payment that an event may tell of, None if it tells of none.

    A transaction of the ledger is one payment, however many events repeat it. Without one, each
    event stands for itself.
    """
    facts = (event.last_payment_date, event.last_payment_amount, event.current_balance)
    if not _may_be_payment(event) or facts == (None, None, None):
        return None
    if not _names_repayment(event):
        return envelope.identity
    key = f"{event.account_id}\n{event.triggered_by_transaction_id}".encode()
    return UUID(bytes=blake2b(key, digest_size=16, person=b"payment").digest())


def keep_payment(event: AccountUpdated, envelope: Envelope, rows: Rows) -> None:
    """Keep the payment that an event tells of, unless it only repeats what is known."""
    account = rows.account(event.account_id)
    key, fall = payment_id(event, envelope), _paid(account, event)
    amount = fall if event.last_payment_amount is None else event.last_payment_amount
    if key is None or amount is None or amount <= 0:
        return
    if not _names_repayment(event) and amount != fall and _is_known(account, event):
        return
    at = event.timestamp or envelope.published_at
    payment = rows.payment(key, event.account_id)
    payment.transaction_id = event.triggered_by_transaction_id or ""
    payment.paid_date = event.last_payment_date or at.astimezone(UTC).date()
    payment.amount = amount


def _may_be_payment(event: AccountUpdated) -> bool:
    trigger = event.triggered_by_transaction_type
    return not trigger or words.bare(trigger) == REPAYMENT


def _names_repayment(event: AccountUpdated) -> bool:
    """Tell whether the event names the repayment of the ledger that caused it."""
    trigger = event.triggered_by_transaction_type
    return bool(trigger and _may_be_payment(event) and event.triggered_by_transaction_id)


def _is_known(account: LoanAccount, event: AccountUpdated) -> bool:
    """Tell whether the last payment in an event is the one that the account remembers."""
    day, amount = event.last_payment_date, event.last_payment_amount
    return (day is None or day == account.latest_payment_date) and (
        amount is None or amount == account.latest_payment_amount
    )


def note_payment(account: LoanAccount, event: AccountUpdated, *, at: datetime) -> None:
    """Note the last payment, before the balance is changed; `at` dates one that is inferred.

    A waiver, a fee correction or a write-off lowers the balance too, and is no payment.
    """
    if event.last_payment_amount is not None:
        account.latest_payment_amount = event.last_payment_amount
    if event.last_payment_date is not None:
        account.latest_payment_date = event.last_payment_date
    elif (paid := _paid(account, event)) is not None:
        account.latest_payment_date = at.astimezone(UTC).date()
        if event.last_payment_amount is None:
            account.latest_payment_amount = paid


def _paid(account: LoanAccount, event: AccountUpdated) -> Decimal | None:
    """Return by how much the balance falls, if that can only be a payment."""
    before, after = account.current_balance, event.current_balance
    if before is None or after is None or after >= before:
        return None
    return before - after if _may_be_payment(event) else None
