"""A money request from beginning to end: key, account, decision, books, events, answer.

All of it is one transaction: the books, the remembered answer and the events to publish are there
together, or none of them is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg.rows import DictRow

from ledger.simulator import keys, translating
from ledger.simulator.booking import When, book
from ledger.simulator.books import Connection
from ledger.simulator.deciding import Draft, decide
from ledger.simulator.instalments import list_instalments, pay_instalments
from ledger.simulator.loans import Loan, lock_loan, save_loan
from ledger.simulator.reading_orders import read_key, read_order
from ledger.simulator.schedule import Instalment, Share, spread
from ledger.simulator.striking import Strike
from ledger.simulator.telling import Snapshot, tell
from ledger.simulator.translating import applied, money
from ledger.stubs import accounting_ledger_pb2 as pb


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an order: the rows of its postings, and the instalments that they paid."""

    drafts: Sequence[Draft]
    rows: Sequence[DictRow]
    event_id: str
    shares: Sequence[Share]
    warning: str


def write(
    connection: Connection, request: Any, *, when: When, strike: Strike, honours_keys: bool
) -> Any:
    """Carry a money request out, unless it was before, and return the answer to it.

    :raises Refusal: if it cannot be done; then nothing was
    """
    order = read_order(request)
    key = read_key(request) if honours_keys else ""
    if key and (before := keys.find_answer(connection, key, request, now=when.now)) is not None:
        answer = _answer_class(request).FromString(before)
        answer.idempotent_replay = True
        return answer
    strike.within()
    loan = lock_loan(connection, order.loan_account_id)
    drafts = decide(order, loan)
    target = getattr(order, "target_payment_number", None)
    outcome = carry_out(connection, loan, drafts, when=when, target=target)
    answer = _answer(request, outcome, today=when.day)
    if key:
        kept = answer.SerializeToString()
        keys.remember_answer(connection, key, request, kept, now=when.now)
    return answer


def carry_out(
    connection: Connection,
    loan: Loan,
    drafts: Sequence[Draft],
    *,
    when: When,
    target: int | None = None,
) -> Outcome:
    """Book postings on a locked account, pay its instalments, put the events into the outbox."""
    schedule = list_instalments(connection, loan.loan_account_id)
    owed_before = loan.owed.total
    rows = [book(connection, loan, draft, when=when) for draft in drafts]
    draft, transaction_id = drafts[0], rows[0]["transaction_id"]
    shares, warning = spread_draft(draft, schedule, owed_before=owed_before, target=target)
    loan.is_ours = True
    with connection.pipeline():  # none of these waits for the one before
        pay_instalments(connection, loan, shares, transaction_id=transaction_id, when=when)
        save_loan(connection, loan)
        snapshot = Snapshot(
            loan=loan,
            instalments=schedule,
            changed=[share.instalment for share in shares],
            now=when.now,
            today=when.day,
            draft=draft,
            transaction_id=transaction_id,
        )
        event_id = tell(connection, snapshot)
    return Outcome(drafts=drafts, rows=rows, event_id=event_id, shares=shares, warning=warning)


def spread_draft(
    draft: Draft, schedule: Sequence[Instalment], *, owed_before: Decimal, target: int | None
) -> tuple[list[Share], str]:
    """Return which instalments a posting pays, if it is a repayment, and what was odd about it."""
    if draft.allocation is None:
        return [], ""
    paid = draft.allocation.fees + draft.allocation.principal
    return spread(paid, owed_before=owed_before, instalments=schedule, target=target)


def _answer_class(request: Any) -> type[Any]:
    if isinstance(request, pb.DisburseLoanRequest):
        return pb.DisburseLoanResponse
    return pb.TransactionResponse


def _answer(request: Any, outcome: Outcome, *, today: date) -> Any:
    if isinstance(request, pb.DisburseLoanRequest):
        return pb.DisburseLoanResponse(
            success=True,
            message="The loan was disbursed.",
            disbursement_transaction_id=outcome.rows[0]["transaction_id"],
            fee_transaction_id="".join(row["transaction_id"] for row in outcome.rows[1:]),
            event_id=outcome.event_id,
        )
    spread_as = outcome.drafts[0].allocation
    return pb.TransactionResponse(
        transaction=translating.transaction(outcome.rows[0]),
        event_id=outcome.event_id,
        allocated_to_fees=money(spread_as.fees) if spread_as else None,
        allocated_to_principal=money(spread_as.principal) if spread_as else None,
        overpayment=money(spread_as.overpayment) if spread_as else None,
        applied_to_instalments=[applied(share, today=today) for share in outcome.shares],
        allocation_warning=outcome.warning or None,
    )
