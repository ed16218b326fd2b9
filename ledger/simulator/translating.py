"""From the books to the protocol's messages: money as text with two decimals, days as ISO text."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from ledger.simulator.schedule import Share
from ledger.stubs import accounting_ledger_pb2 as pb


def money(amount: Decimal) -> str:
    """Return an amount as it is written on the wire."""
    return f"{amount:.2f}"


def instant(at: datetime) -> Timestamp:
    """Return an aware instant as the protocol has it."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def transaction(row: Mapping[str, Any]) -> pb.Transaction:
    """Return a row of the sub-ledger as a transaction."""
    return pb.Transaction(
        transaction_id=row["transaction_id"],
        loan_account_id=row["loan_account_id"],
        type=pb.TransactionType.Value(row["kind"]),
        transaction_date=instant(row["happened_at"]),
        effective_date=row["effective_date"].isoformat(),
        principal_delta=money(row["principal_delta"]),
        fee_delta=money(row["fee_delta"]),
        principal_after=money(row["principal_after"]),
        fee_after=money(row["fee_after"]),
        total_delta=money(row["principal_delta"] + row["fee_delta"]),
        total_after=money(row["principal_after"] + row["fee_after"]),
        description=row["description"],
        reference_type=row["reference_type"],
        reference_id=row["reference_id"],
        metadata=row["metadata"],
        created_by=row["created_by"],
        created_at=instant(row["created_at"]),
        portfolio_entry_id=str(row["entry_id"]),
        notes=row["notes"] or None,
    )


def applied(share: Share, *, today: date) -> pb.InstalmentAllocation:
    """Return what an instalment got out of a repayment."""
    instalment = share.instalment
    return pb.InstalmentAllocation(
        payment_number=instalment.payment_number,
        amount_applied=money(share.amount),
        instalment_status=instalment.status(today),
        amount_remaining=money(instalment.remaining),
        due_date=instalment.due_date.isoformat(),
        scheduled_amount=money(instalment.amount),
    )
