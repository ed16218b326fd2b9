"""Posting: a draft becomes a journal entry, a line in the customer's sub-ledger, a new balance."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from ledger.answers import TransactionType
from ledger.simulator.books import Connection, one
from ledger.simulator.chart import lines_of
from ledger.simulator.deciding import Draft
from ledger.simulator.loans import ACTIVE, CLOSED, PENDING, Loan


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When a posting is written down, when it happened, and on which business day it counts."""

    now: datetime
    happened_at: datetime
    day: date


def book(
    connection: Connection, loan: Loan, draft: Draft, *, when: When, transaction_id: str = ""
) -> DictRow:
    """Write a posting on a locked account; return its row in the sub-ledger.

    Changes `loan` to what it is afterwards; saving it is the caller's. A posting never counts
    before the one before it.
    """
    day = max(when.day, loan.latest_on or when.day)
    loan.principal += draft.principal
    loan.fees += draft.fees
    entry_id = _write_entry(connection, draft, day=day, now=when.now)
    written = _write_posting(
        connection,
        {
            "transaction_id": transaction_id or None,
            "entry_id": entry_id,
            "loan_account_id": loan.loan_account_id,
            "kind": draft.kind,
            "effective_date": day,
            "principal_delta": draft.principal,
            "fee_delta": draft.fees,
            "principal_after": loan.principal,
            "fee_after": loan.fees,
            "description": draft.description,
            "reference_type": draft.reference_type,
            "reference_id": draft.reference_id,
            "metadata": Jsonb(dict(draft.metadata)),
            "created_by": draft.created_by,
            "happened_at": when.happened_at,
            "created_at": when.now,
            "notes": draft.notes,
        },
    )
    _change(loan, draft, transaction_id=written["transaction_id"], day=day, now=when.now)
    return written


def _write_posting(connection: Connection, values: dict[str, Any]) -> DictRow:
    """Write a row of the sub-ledger; a transaction without an id is given the next one."""
    written = one(
        connection,
        """insert into posting (transaction_id, entry_id, loan_account_id, kind, effective_date,
        principal_delta, fee_delta, principal_after, fee_after, description, reference_type,
        reference_id, metadata, created_by, happened_at, created_at, notes)
        values (coalesce(%(transaction_id)s, 'TXN-' || nextval('transaction_number')),
        %(entry_id)s, %(loan_account_id)s, %(kind)s, %(effective_date)s, %(principal_delta)s,
        %(fee_delta)s, %(principal_after)s, %(fee_after)s, %(description)s, %(reference_type)s,
        %(reference_id)s, %(metadata)s, %(created_by)s, %(happened_at)s, %(created_at)s, %(notes)s)
        returning *""",
        values,
    )
    assert written  # noqa: S101 - an insert that returns nothing raised
    return written


def _write_entry(connection: Connection, draft: Draft, *, day: date, now: datetime) -> int:
    lines = lines_of(
        draft.kind, principal=draft.principal, fees=draft.fees, overpaid=draft.overpaid
    )
    written = one(
        connection,
        """with written as (
            insert into entry (kind, business_date, description, created_at)
            values (%s, %s, %s, %s) returning entry_id
        ), its_lines as (
            insert into line (entry_id, account_code, amount)
            select entry_id, code, amount
            from written, unnest(%s::text[], %s::numeric[]) as given (code, amount)
        ) select entry_id from written""",
        [draft.kind, day, draft.description, now, list(lines), list(lines.values())],
    )
    assert written  # noqa: S101 - an insert that returns nothing raised
    return int(written["entry_id"])


def _change(loan: Loan, draft: Draft, *, transaction_id: str, day: date, now: datetime) -> None:
    loan.latest_transaction_id = transaction_id
    loan.transaction_count += 1
    loan.latest_on = day
    loan.updated_at = now
    if draft.kind == TransactionType.REPAYMENT:
        loan.total_paid += paid_by(draft)
    if loan.status == PENDING:
        loan.status, loan.disbursed_on = ACTIVE, day
    if draft.kind == TransactionType.DISBURSEMENT:
        loan.disbursed_principal += draft.principal
    if draft.closes:
        close(loan, draft.closes, day=day)
    elif loan.is_closed and loan.owed.total:
        loan.status, loan.closure_reason, loan.closed_on = ACTIVE, "", None


def close(loan: Loan, reason: str, *, day: date) -> None:
    """End an account: it takes no more postings."""
    loan.status, loan.closure_reason, loan.closed_on = CLOSED, reason, day


def paid_by(draft: Draft) -> Decimal:
    """Return what came in with a repayment, what was overpaid included."""
    return draft.overpaid - draft.principal - draft.fees
