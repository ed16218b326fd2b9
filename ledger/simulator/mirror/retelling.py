"""What each event of others does to the books: one function a type, and their table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from billie.kernel.money import ZERO
from ledger.simulator.booking import When, book, close
from ledger.simulator.books import Connection, one
from ledger.simulator.days import business_day
from ledger.simulator.deciding import Draft
from ledger.simulator.instalments import add_instalments, list_instalments, pay_instalments
from ledger.simulator.loans import Loan, find_locked_loan, lock_loan, save_loan
from ledger.simulator.mirror.differences import postings_for
from ledger.simulator.mirror.entries import Told
from ledger.simulator.opening import Opening, fill_in, open_account
from ledger.simulator.schedule import Instalment
from ledger.simulator.telling import Snapshot, tell
from ledger.simulator.writing import spread_draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When an event is retold: the present, and the zone of business days."""

    now: datetime
    zone: ZoneInfo


Retelling: TypeAlias = Callable[[Connection, Told, Loan, When], None]


def retell(connection: Connection, told: Told, moment: Moment) -> None:
    """Book what an event tells, unless the books know it; what is not about money does nothing."""
    retelling = TABLE.get(told.typ)
    if retelling is None or not _is_new(connection, told):
        return
    loan = find_locked_loan(connection, told.account_id) or _open(connection, told)
    if told.is_own and loan.is_ours:
        return  # it is in the books already; only after their loss is it news
    when = When(now=moment.now, happened_at=told.at, day=business_day(told.at, moment.zone))
    retelling(connection, told, loan, when)
    save_loan(connection, loan)
    if loan.is_ours and not told.is_own:
        _tell_the_truth(connection, loan, moment)


def _opened(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Fill in the terms; some publishers count the balance at once."""
    opening = _opening(told)
    fill_in(connection, opening)
    loan.loan_amount = loan.loan_amount or opening.loan_amount
    loan.establishment_fee = loan.establishment_fee or opening.establishment_fee
    balance = told.said.amount("current_balance")
    if loan.told_balance is None and balance is not None:
        _follow(connection, told, loan, when, balance=balance)


def _scheduled(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Write the schedule down, unless there is one."""
    loan.schedule_id = loan.schedule_id or told.said.text("schedule_id")
    if not list_instalments(connection, loan.loan_account_id):
        add_instalments(connection, loan.loan_account_id, _instalments(told))


def _updated(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Follow the balance that is told."""
    balance = told.said.amount("current_balance")
    if balance is not None:
        _follow(connection, told, loan, when, balance=balance)


def _status_changed(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Close an account that is said to be closed."""
    if told.said.word("new_status") == "CLOSED" and not loan.is_closed:
        close(loan, "ADMIN_CLOSED", day=when.day)


def _closed(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Close an account for the reason that is told; what is still owed in the books goes."""
    final = told.said.amount("final_balance")
    if final is not None and not (loan.is_ours and loan.is_closed):
        kind = "WRITE_OFF" if told.said.word("closure_reason") == "WRITTEN_OFF" else "ADJUSTMENT"
        for draft in postings_for(kind, final - loan.owed.total, loan):
            book(connection, loan, draft, when=when)
        loan.told_balance = final
    if not loan.is_closed:
        reason = told.said.word("closure_reason")
        close(loan, reason if reason in REASONS else "ADMIN_CLOSED", day=when.day)


def _known_better(connection: Connection, told: Told, loan: Loan, when: When) -> None:
    """Do nothing: instalments and arrears follow from the postings."""


REASONS = frozenset({"PAID_OFF", "WRITTEN_OFF", "ADMIN_CLOSED"})
TABLE: Mapping[str, Retelling] = {
    "account.created.v1": _opened,
    "account.schedule.created.v1": _scheduled,
    "account.updated.v1": _updated,
    "account.status_changed.v1": _status_changed,
    "account.closed.v1": _closed,
    "account.schedule.updated.v1": _known_better,
    "loan.aging.updated.v1": _known_better,
}


def _follow(
    connection: Connection, told: Told, loan: Loan, when: When, *, balance: Decimal
) -> None:
    """Book the difference between a told balance and the one told before."""
    transaction_id = told.said.text("triggered_by_transaction_id")
    if transaction_id and _is_posted(connection, transaction_id):
        return
    before = loan.owed.total if loan.told_balance is None else loan.told_balance
    loan.told_balance = balance
    if loan.is_ours and loan.is_closed:
        return
    kind = told.said.word("triggered_by_transaction_type")
    drafts = postings_for(kind, balance - before, loan)
    for number, draft in enumerate(drafts):
        _book(connection, loan, draft, when, transaction_id="" if number else transaction_id)


def _book(
    connection: Connection, loan: Loan, draft: Draft, when: When, *, transaction_id: str
) -> None:
    """Book one posting, and pay instalments with it if it is a repayment."""
    owed_before = loan.owed.total
    row = book(connection, loan, draft, when=when, transaction_id=transaction_id)
    schedule = list_instalments(connection, loan.loan_account_id)
    shares, _ = spread_draft(draft, schedule, owed_before=owed_before, target=None)
    pay_instalments(connection, loan, shares, transaction_id=row["transaction_id"], when=when)


def _tell_the_truth(connection: Connection, loan: Loan, moment: Moment) -> None:
    """Tell what the books say after somebody else's word (see the note in `mirror`)."""
    schedule = list_instalments(connection, loan.loan_account_id)
    snapshot = Snapshot(
        loan=loan,
        instalments=schedule,
        changed=schedule,
        now=moment.now,
        today=business_day(moment.now, moment.zone),
    )
    tell(connection, snapshot)


def _is_new(connection: Connection, told: Told) -> bool:
    """Remember an event; tell whether it was never retold before."""
    kept = connection.execute(
        "insert into retold_event (identity) values (%s) on conflict do nothing", [told.identity]
    )
    return bool(kept.rowcount)


def _is_posted(connection: Connection, transaction_id: str) -> bool:
    query = "select 1 from posting where transaction_id = %s"
    return one(connection, query, [transaction_id]) is not None


def _open(connection: Connection, told: Told) -> Loan:
    """Open the account that an event is about, with what it says of it."""
    open_account(connection, _opening(told))
    return lock_loan(connection, told.account_id)


def _opening(told: Told) -> Opening:
    return Opening(
        loan_account_id=told.account_id,
        account_number=told.said.text("account_number"),
        customer_id=told.said.text("customer_id"),
        loan_amount=told.said.amount("loan_amount") or ZERO,
        establishment_fee=told.said.amount("loan_fee") or ZERO,
        opened_at=told.at,
    )


def _instalments(told: Told) -> Sequence[Instalment]:
    found = {}
    for each in told.said.parts("payments"):
        number, due = each.number("payment_number"), each.day("due_date")
        amount = each.amount("amount")
        if number and due and amount is not None:
            found[number] = Instalment(payment_number=number, due_date=due, amount=amount)
    return [found[number] for number in sorted(found)]
