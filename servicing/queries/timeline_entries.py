"""One thing in a customer's timeline, made of the row that tells of it: event, note or command."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from ledger.models import MoneyCommand
from servicing.models import ContactNote, StoredEvent
from servicing.queries.milestones import Fact, Kind, amount_of, facts_of, happened_at, kind_of
from servicing.stream.stored import message_of

Row = StoredEvent | ContactNote | MoneyCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened. What it is not about is empty.

    `at` is when it happened, `known_at` when Billie learned of it. `typ` is the event's type,
    "note" for a note, "command" for a money command. `amount` is in the account's currency;
    `facts` are described in `servicing.queries.milestones`.
    """

    key: str
    at: datetime
    known_at: datetime
    kind: Kind
    typ: str
    customer_id: str = ""
    loan_account_id: str = ""
    conversation_id: str = ""
    amount: Decimal | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    note: ContactNote | None = None
    command: MoneyCommand | None = None


def entry_of(row: Row) -> TimelineEntry:
    """Return what a row tells."""
    if isinstance(row, ContactNote):
        return _of_note(row)
    return _of_command(row) if isinstance(row, MoneyCommand) else _of_event(row)


def _of_note(row: ContactNote) -> TimelineEntry:
    return TimelineEntry(
        key=f"note-{row.pk}",
        at=row.created_at,
        known_at=row.created_at,
        kind=Kind.NOTE,
        typ="note",
        customer_id=row.customer_id,
        loan_account_id=row.loan_account_id,
        conversation_id=row.conversation_id,
        note=row,
    )


def _of_command(row: MoneyCommand) -> TimelineEntry:
    return TimelineEntry(
        key=f"command-{row.pk}",
        at=row.requested_at,
        known_at=row.requested_at,
        kind=Kind.COMMAND,
        typ="command",
        customer_id=row.customer_id,
        loan_account_id=row.loan_account_id,
        amount=row.amount,
        command=row,
    )


def _of_event(row: StoredEvent) -> TimelineEntry:
    message = message_of(row)
    event, envelope = message.event, message.envelope
    subject, _, key = row.aggregate.partition(":")
    subjects = {"customer": "", "account": "", "conversation": "", subject: key}
    told: dict[str, Any] = {}
    if event is not None and envelope is not None:
        told = {
            "at": happened_at(event, envelope),
            "kind": kind_of(event, row.fields),
            "amount": amount_of(event),
            "facts": facts_of(event),
        }
        subjects["account"] = getattr(event, "loan_account_id", None) or subjects["account"]
    return TimelineEntry(
        **{"at": row.published_at, "kind": Kind.CUSTOMER, **told},
        key=f"event-{row.pk}",
        known_at=row.received_at,
        typ=row.typ,
        customer_id=subjects["customer"],
        loan_account_id=subjects["account"],
        conversation_id=subjects["conversation"],
    )
