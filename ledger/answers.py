"""What the ledger says, in our words: frozen values with decimals, dates and instants.

Amounts are major units of the loan's currency, which the ledger does not name. Instants have a
zone; business dates are days. Fields that the ledger may leave out are None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class TransactionType(StrEnum):
    """Kinds of ledger transactions (WIRE 2); UNSPECIFIED is a kind that we do not know."""

    UNSPECIFIED = "UNSPECIFIED"
    DISBURSEMENT = "DISBURSEMENT"
    ESTABLISHMENT_FEE = "ESTABLISHMENT_FEE"
    REPAYMENT = "REPAYMENT"
    LATE_FEE = "LATE_FEE"
    DISHONOUR_FEE = "DISHONOUR_FEE"
    FEE_WAIVER = "FEE_WAIVER"
    ADJUSTMENT = "ADJUSTMENT"
    WRITE_OFF = "WRITE_OFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One posting on an account; a delta below zero lowers what the customer owes."""

    transaction_id: str
    loan_account_id: str
    type: TransactionType
    transaction_at: datetime | None
    effective_date: date | None
    principal_delta: Decimal
    fee_delta: Decimal
    total_delta: Decimal
    principal_after: Decimal
    fee_after: Decimal
    total_after: Decimal
    description: str
    reference_type: str
    reference_id: str
    metadata: Mapping[str, str]
    created_by: str
    created_at: datetime | None
    notes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transactions:
    """Some postings of an account, newest first, and how many there are in all."""

    loan_account_id: str
    rows: tuple[Transaction, ...]
    total_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is owed on an account at an instant."""

    loan_account_id: str
    principal: Decimal
    fees: Decimal
    total: Decimal
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """An account as the ledger keeps it."""

    loan_account_id: str
    account_number: str
    customer_id: str
    application_number: str
    disbursed_principal: Decimal
    establishment_fee: Decimal
    total_repayable: Decimal
    principal: Decimal
    fees: Decimal
    total: Decimal
    total_paid: Decimal
    transaction_count: int
    latest_transaction_id: str
    schedule_id: str
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line of a statement; `charge` raises the balance, `payment` lowers it."""

    day: date
    transaction_id: str
    description: str
    charge: Decimal | None
    payment: Decimal | None
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What happened on an account between two business dates, both included."""

    loan_account_id: str
    account_number: str
    customer_id: str
    period_start: date
    period_end: date
    disbursed_principal: Decimal
    establishment_fee: Decimal
    total_repayable: Decimal
    opening_balance: Decimal
    fees_charged: Decimal
    payments_received: Decimal
    closing_balance: Decimal
    lines: tuple[StatementLine, ...]
    generated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """All loans together on a day."""

    as_of_date: date
    active_accounts: int
    principal_receivable: Decimal
    fees_receivable: Decimal
    total_receivables: Decimal
    generated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """What moved on one general-ledger account within a period."""

    account_code: str
    account_name: str
    opening_balance: Decimal
    disbursements: Decimal
    establishment_fees: Decimal
    late_fees: Decimal
    dishonour_fees: Decimal
    repayments: Decimal
    fee_waivers: Decimal
    write_offs: Decimal
    adjustments: Decimal
    closing_balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Whether the customers' balances add up to the portfolio's."""

    principal_match: bool
    fee_match: bool
    customer_principal_sum: Decimal
    customer_fee_sum: Decimal
    portfolio_principal: Decimal
    portfolio_fees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """The general ledger within a period."""

    period_start: date
    period_end: date
    principal_receivable: Movements
    fees_receivable: Movements
    establishment_fee_income: Decimal
    late_fee_income: Decimal
    dishonour_fee_income: Decimal
    fee_waivers: Decimal
    net_fee_income: Decimal
    bad_debt_expense: Decimal
    integrity: Integrity
    generated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerInstalment:
    """One instalment with the transactions that paid it; `status` is the ledger's word."""

    payment_number: int
    due_date: date | None
    scheduled_amount: Decimal
    status: str
    amount_paid: Decimal
    amount_remaining: Decimal
    paid_date: date | None
    linked_transaction_ids: tuple[str, ...]
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The repayment schedule of an account, as the ledger sees it."""

    schedule_id: str
    loan_account_id: str
    customer_id: str
    application_number: str
    instalments: tuple[LedgerInstalment, ...]
    next_due_date: date | None
    next_due_amount: Decimal | None
    total_scheduled: Decimal
    total_paid: Decimal
    total_remaining: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Aging:
    """How late one account is."""

    account_id: str
    days_past_due: int
    bucket: str
    days_until_overdue: int
    total_overdue: Decimal
    is_in_arrears: bool
    updated_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueAccounts:
    """Some accounts by how late they are; `next_page_token` is empty after the last page."""

    rows: tuple[Aging, ...]
    total_count: int
    next_page_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccount:
    """An account that the ledger found by a text."""

    loan_account_id: str
    account_number: str
    customer_id: str
    application_number: str
    principal: Decimal
    fees: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentAllocation:
    """What one instalment got out of a repayment."""

    payment_number: int
    amount_applied: Decimal
    status: str
    amount_remaining: Decimal
    due_date: date | None
    scheduled_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The ledger's answer to a money command that it has posted.

    `is_replay` says that it had been posted before, under the same key. `transaction` is None for
    a disbursement, which answers with the ids of its two transactions only.
    """

    transaction_id: str
    event_id: str
    transaction: Transaction | None = None
    allocated_to_fees: Decimal | None = None
    allocated_to_principal: Decimal | None = None
    overpayment: Decimal | None = None
    instalments: tuple[InstalmentAllocation, ...] = ()
    warning: str = ""
    fee_transaction_id: str = ""
    is_replay: bool = False
