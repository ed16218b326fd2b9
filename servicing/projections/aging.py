"""Aging: how late an account is (WIRE 1.3)."""

from servicing.events import Envelope, LoanAgingUpdated
from servicing.models.loans import ArrearsBucket
from servicing.projections import statuses, words
from servicing.projections.rows import Rows


def update_aging(event: LoanAgingUpdated, envelope: Envelope, rows: Rows) -> None:
    """Set days past due and bucket; once closed, nothing reopens them."""
    account = rows.account(event.account_id)
    bucket = words.look_up(words.ARREARS_BUCKET, event.bucket, field="bucket", rows=rows)
    is_over = statuses.is_closed(account) or account.arrears_bucket == ArrearsBucket.CLOSED
    if is_over and bucket != ArrearsBucket.CLOSED:
        rows.warn("aging came late: the account is closed")
        return
    account.arrears_bucket = bucket or account.arrears_bucket
    if event.dpd is not None:
        account.days_past_due = event.dpd
    if event.is_in_arrears is not None:
        account.is_in_arrears = event.is_in_arrears and bucket != ArrearsBucket.CLOSED
    if event.total_overdue_amount is not None:
        account.total_overdue = event.total_overdue_amount
    account.aging_updated_at = event.last_updated or event.timestamp or envelope.occurred_at
