"""The status of a loan account, and the gates that it passes one way only (WIRE 1.3)."""

from datetime import datetime

from servicing.models import LoanAccount
from servicing.models.loans import AccountStatus, ArrearsBucket, ClosureReason
from servicing.projections import words
from servicing.projections.rows import Rows

CLOSED = frozenset({AccountStatus.PAID_OFF.value, AccountStatus.WRITTEN_OFF.value})
BEFORE_DISBURSEMENT = frozenset({"PENDING", "PENDING_DISBURSEMENT"})
AFTER_DISBURSEMENT = frozenset({"ACTIVE", "SUSPENDED", "CLOSED"})


def is_closed(account: LoanAccount) -> bool:
    """Return whether the account was closed, which is for good."""
    return account.account_status in CLOSED


def is_disbursed(account: LoanAccount) -> bool:
    """Return whether the loan was ever known to be paid out."""
    return (
        account.disbursed_at is not None
        or account.sdk_status in AFTER_DISBURSEMENT
        or is_closed(account)
    )


def move_status(account: LoanAccount, word: str | None, *, at: datetime, rows: Rows) -> None:
    """Move the account to the status that the wire's word means, unless a gate is shut.

    `at` is when it happened, as far as known.
    """
    status = words.look_up(words.ACCOUNT_STATUS, word, field="status", rows=rows)
    if word is None or status is None:
        return
    source = words.bare(word)
    if source in BEFORE_DISBURSEMENT and is_disbursed(account):
        rows.warn(f"status {source} came late: the loan is disbursed")
        return
    if is_closed(account) and source != "CLOSED":
        rows.warn(f"status {source} came late: the account is closed")
        return
    if source == "ACTIVE" and account.account_status == AccountStatus.PENDING_DISBURSEMENT:
        account.disbursed_at = account.disbursed_at or at
    account.sdk_status = source
    if source == "CLOSED":
        close(account)
    else:
        account.account_status = status


def disburse(account: LoanAccount, *, at: datetime) -> None:
    """Let an account that waited for its money be active; the instant is stamped once."""
    account.account_status = AccountStatus.ACTIVE.value
    account.disbursed_at = account.disbursed_at or at


def close(account: LoanAccount) -> None:
    """Close the account: written off if that is the reason, else paid off; aging ends."""
    is_written_off = account.closure_reason == ClosureReason.WRITTEN_OFF
    status = AccountStatus.WRITTEN_OFF if is_written_off else AccountStatus.PAID_OFF
    account.account_status = status.value
    account.arrears_bucket = ArrearsBucket.CLOSED.value
    account.is_in_arrears = False
