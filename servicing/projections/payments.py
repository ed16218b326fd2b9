"""The last payment on an account: told, or inferred from a fall in balance (WIRE 1.3)."""

from datetime import UTC, datetime
from decimal import Decimal

from servicing.events import AccountUpdated
from servicing.models import LoanAccount
from servicing.projections import words

REPAYMENT = "REPAYMENT"


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
    trigger = event.triggered_by_transaction_type
    return before - after if not trigger or words.bare(trigger) == REPAYMENT else None
