"""Events about loan accounts: `account.*` and `loan.aging.*` (WIRE 1.3).

Amounts are in the account's currency, in major units. Balances are absolute snapshots. Whatever is
None was absent and leaves its column as it is.
"""

from servicing.events.envelope import Envelope
from servicing.events.event import Event
from servicing.events.kinds import Count, Day, Flag, Instant, Key, Keys, Link, Money, Part, Word


class AccountEvent(Event, frozen=True):
    """An event of one loan account."""

    account_id: Key

    def aggregate(self, envelope: Envelope) -> str:
        """Return the loan account."""
        return f"account:{self.account_id}"


class AccountCreated(AccountEvent, frozen=True):
    """A loan account was opened."""

    account_number: Key | None = None
    customer_id: Key | None = None
    status: Word | None = None
    loan_amount: Money | None = None
    current_balance: Money | None = None
    loan_fee: Money | None = None
    loan_total_payable: Money | None = None
    opened_date: Day | None = None
    commencement_date: Day | None = None
    signed_loan_agreement_url: Link | None = None


class AccountUpdated(AccountEvent, frozen=True):
    """Something about a loan account is different now; `timestamp` is when."""

    current_balance: Money | None = None
    status: Word | None = None
    last_payment_date: Day | None = None
    last_payment_amount: Money | None = None
    timestamp: Instant | None = None
    triggered_by_transaction_id: Key | None = None
    triggered_by_transaction_type: Word | None = None
    commencement_date: Day | None = None
    signed_loan_agreement_url: Link | None = None


class AccountStatusChanged(AccountEvent, frozen=True):
    """A loan account moved to another status."""

    new_status: Word | None = None
    changed_at: Instant | None = None


class AccountClosed(AccountEvent, frozen=True):
    """A loan account was closed, for a reason."""

    closure_reason: Word | None = None
    customer_id: Key | None = None
    previous_status: Word | None = None
    closed_date: Day | None = None
    final_balance: Money | None = None
    loan_total_payable: Money | None = None
    total_paid: Money | None = None
    triggered_by_transaction_id: Key | None = None


class PaymentDue(Part, frozen=True):
    """One instalment of a new schedule."""

    payment_number: Count
    due_date: Day | None = None
    amount: Money | None = None


class ScheduleCreated(AccountEvent, frozen=True):
    """A loan account has a repayment schedule."""

    schedule_id: Key | None = None
    loan_amount: Money | None = None
    total_amount: Money | None = None
    fee: Money | None = None
    n_payments: Count | None = None
    payment_frequency: Word | None = None
    payments: tuple[PaymentDue, ...] = ()
    created_date: Day | None = None


class PaymentChanged(Part, frozen=True):
    """One instalment that is different now."""

    payment_number: Count
    status: Word | None = None
    paid_date: Day | None = None
    amount_paid: Money | None = None
    amount_remaining: Money | None = None
    linked_transaction_ids: Keys | None = None
    last_updated: Instant | None = None


class ScheduleUpdated(AccountEvent, frozen=True):
    """Some instalments changed; may come before the schedule, and before the account."""

    schedule_id: Key | None = None
    payments: tuple[PaymentChanged, ...] = ()


class LoanAgingUpdated(AccountEvent, frozen=True):
    """How late an account is was reckoned anew."""

    dpd: Count | None = None
    bucket: Word | None = None
    is_in_arrears: Flag | None = None
    total_overdue_amount: Money | None = None
    timestamp: Instant | None = None
    last_updated: Instant | None = None
