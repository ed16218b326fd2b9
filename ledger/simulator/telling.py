"""What the ledger tells others after a posting: snapshots of the account (WIRE 1.3).

Events are rows first, in the transaction of the posting, and published after it (`outbox`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from ledger.simulator.aging import age
from ledger.simulator.booking import paid_by
from ledger.simulator.books import Connection
from ledger.simulator.deciding import Draft
from ledger.simulator.loans import Loan
from ledger.simulator.schedule import Instalment

AGENT = "ledger::simulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An account after something happened to it.

    `changed` are the instalments to tell of. `draft` and `transaction_id` are the posting that
    caused it, if one did. If none did, it is told as an adjustment, so that nobody takes a lower
    balance for a payment (WIRE 1.3).
    """

    loan: Loan
    instalments: Sequence[Instalment]
    changed: Sequence[Instalment]
    now: datetime
    today: date
    draft: Draft | None = None
    transaction_id: str = ""


def tell(connection: Connection, snapshot: Snapshot) -> str:
    """Put the events of a snapshot into the outbox; return the first one's id."""
    told = [_updated(snapshot)]
    if snapshot.changed:
        told.append(_schedule(snapshot))
    if snapshot.loan.is_closed:
        told.append(_closed(snapshot))
    if snapshot.instalments:
        told.append(_aging(snapshot))
    events = [_event(typ, payload, snapshot) for typ, payload in told]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into outgoing_event (fields) values (%s)", [[Jsonb(each)] for each in events]
        )
    return events[0]["id"]


def _event(typ: str, payload: dict[str, Any], snapshot: Snapshot) -> dict[str, str]:
    """Return the flat fields of a stream entry (WIRE 1.2)."""
    event_id = str(uuid4())
    said = {"event_id": event_id, "account_id": snapshot.loan.loan_account_id, **payload}
    return {
        "typ": typ,
        "id": event_id,
        "payload": json.dumps(
            {name: value for name, value in said.items() if value is not None}, default=_plain
        ),
        "conv": snapshot.transaction_id or event_id,
        "usr": snapshot.loan.customer_id,
        "agt": AGENT,
        "seq": "1",
        "cls": "msg",
        "cause": event_id,
        "rec": "[]",
        "timestamp": snapshot.now.isoformat(),
    }


def _updated(snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    loan, draft = snapshot.loan, snapshot.draft
    aging = age(snapshot.instalments, today=snapshot.today, is_closed=loan.is_closed)
    payload: dict[str, Any] = {
        "current_balance": loan.owed.total,
        "status": None if loan.is_closed else ("SUSPENDED" if aging.is_in_arrears else "ACTIVE"),
        "timestamp": snapshot.now,
        "triggered_by_transaction_id": snapshot.transaction_id or None,
        "triggered_by_transaction_type": draft.kind if draft else "ADJUSTMENT",
    }
    if draft and draft.kind == "REPAYMENT":
        payload["last_payment_date"] = snapshot.today
        payload["last_payment_amount"] = paid_by(draft)
    if draft and draft.kind == "DISBURSEMENT":
        payload["commencement_date"] = loan.disbursed_on
    return "account.updated.v1", payload


def _schedule(snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    payments = [
        {
            "payment_number": each.payment_number,
            "status": each.status(snapshot.today),
            "amount_paid": each.paid,
            "amount_remaining": each.remaining,
            "linked_transaction_ids": each.transaction_ids,
            "last_updated": snapshot.now,
        }
        | ({"paid_date": each.paid_on} if each.paid_on else {})
        for each in snapshot.changed
    ]
    payload = {"schedule_id": snapshot.loan.schedule_id or None, "payments": payments}
    return "account.schedule.updated.v1", payload


def _closed(snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    loan = snapshot.loan
    payload = {
        "customer_id": loan.customer_id or None,
        "closure_reason": loan.closure_reason,
        "closed_date": loan.closed_on,
        "final_balance": loan.owed.total,
        "loan_total_payable": loan.loan_amount + loan.establishment_fee,
        "total_paid": loan.total_paid,
        "triggered_by_transaction_id": snapshot.transaction_id or None,
    }
    return "account.closed.v1", payload


def _aging(snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    aging = age(snapshot.instalments, today=snapshot.today, is_closed=snapshot.loan.is_closed)
    payload = {
        "timestamp": snapshot.now,
        "dpd": aging.days_past_due,
        "bucket": aging.bucket,
        "is_in_arrears": aging.is_in_arrears,
        "total_overdue_amount": aging.overdue,
        "last_updated": snapshot.now,
    }
    return "loan.aging.updated.v1", payload


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value.isoformat())
