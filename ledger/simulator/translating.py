"""From the books to the protocol's messages: money as text with two decimals, days as ISO text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from billie.kernel.money import ZERO
from ledger.simulator.schedule import Instalment, Share
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


def with_status(instalment: Instalment, *, today: date) -> pb.InstalmentWithStatus:
    """Return an instalment with what came in for it."""
    return pb.InstalmentWithStatus(
        payment_number=instalment.payment_number,
        due_date=instalment.due_date.isoformat(),
        scheduled_amount=money(instalment.amount),
        status=instalment.status(today),
        amount_paid=money(instalment.paid),
        amount_remaining=money(instalment.remaining),
        paid_date=instalment.paid_on.isoformat() if instalment.paid_on else None,
        linked_transaction_ids=instalment.transaction_ids,
        last_updated=instalment.updated_at.isoformat() if instalment.updated_at else None,
    )


def summary(instalments: Sequence[Instalment], *, today: date) -> pb.ScheduleSummary:
    """Return a schedule in a few figures; the next instalment is the first one that is unpaid."""
    counted = Counter(each.status(today) for each in instalments)
    unpaid = [each for each in instalments if each.remaining]
    return pb.ScheduleSummary(
        total_instalments=len(instalments),
        paid_count=counted["PAID"],
        partial_count=counted["PARTIAL"],
        overdue_count=counted["OVERDUE"],
        pending_count=counted["PENDING"],
        next_due_date=unpaid[0].due_date.isoformat() if unpaid else None,
        next_due_amount=money(unpaid[0].remaining) if unpaid else None,
        total_scheduled=money(sum((each.amount for each in instalments), ZERO)),
        total_paid=money(sum((each.paid for each in instalments), ZERO)),
        total_remaining=money(sum((each.remaining for each in instalments), ZERO)),
    )
