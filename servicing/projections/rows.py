"""Rows: the read models that a batch touches, in memory, while handlers change them.

They were loaded before the first handler ran and are saved after the last. A row is an instance
of its Django model built without ceremony: no queries, no signals, no `save`.

# Note [Values are replaced, never mutated]
A row is remembered by a shallow copy before an event changes it, so that a failing event can be
taken back. Lists and dicts in a row are therefore replaced (`row.facts = [...]`), never changed
in place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.base import ModelState

from servicing.events.envelope import Envelope
from servicing.models import (
    Conversation,
    Customer,
    Instalment,
    LoanAccount,
    NoticeboardPost,
    Payment,
    Utterance,
    WriteOffRequest,
)

Row = TypeVar("Row", bound=models.Model)
Key = str | tuple[str, int] | UUID


@dataclass(slots=True)
class Wanted:
    """The keys of the rows that events name, so that each table is asked once.

    `schedules` are accounts whose instalments are needed, `moving` customers whose accounts,
    conversations and write-off requests go to somebody else.
    """

    customers: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    schedules: set[str] = field(default_factory=set)
    payments: set[UUID] = field(default_factory=set)
    conversations: set[str] = field(default_factory=set)
    write_offs: set[str] = field(default_factory=set)
    moving: set[str] = field(default_factory=set)


@cache
def column_names(model: type[models.Model]) -> tuple[str, ...]:
    """Return the attribute names of a model's columns, in the order of the table."""
    return tuple(column.attname for column in model._meta.concrete_fields)


@cache
def _blank(model: type[models.Model]) -> dict[str, Any]:
    return {column.attname: column.get_default() for column in model._meta.concrete_fields}


def build_row(model: type[Row], values: Iterable[tuple[str, Any]]) -> Row:
    """Return an instance of `model` with its defaults and these column values."""
    row = model.__new__(model)
    state = row.__dict__
    state.update(_blank(model))
    state["_state"] = ModelState()
    state.update(values)
    return row


class Rows:
    """What handlers see of the database.

    `customer`, `account`, `instalment` and `conversation` return the row to change, made when it
    is not there yet, and stamp it as of the event; `find_…` and `…_of` only look. `phone_region`
    is the country of phone numbers written without one, `currency` that of new accounts.
    """

    def __init__(self, *, phone_region: str = "AU", currency: str = "AUD") -> None:
        self.phone_region = phone_region
        self._currency = currency
        self.tables: dict[type[models.Model], dict[Key, Any]] = {
            Customer: {},
            LoanAccount: {},
            Instalment: {},
            Payment: {},
            Conversation: {},
            WriteOffRequest: {},
        }
        self.entries: dict[type[models.Model], list[Any]] = {Utterance: [], NoticeboardPost: []}
        self.new: dict[type[models.Model], set[Key]] = {model: set() for model in self.tables}
        self.changed: dict[type[models.Model], set[Key]] = {model: set() for model in self.tables}
        self.warnings: list[str] = []
        self._instalments: dict[str, dict[int, Instalment]] = {}
        self._as_of: datetime | None = None
        self._undo: dict[tuple[type[models.Model], Key], dict[str, Any] | None] = {}
        self._undo_entries: list[list[Any]] = []

    # what handlers call

    def customer(self, customer_id: str) -> Customer:
        """Return the customer's row, to change."""
        return self._touch(Customer, customer_id, ("customer_id", customer_id))

    def account(self, loan_account_id: str) -> LoanAccount:
        """Return the loan account's row, to change."""
        return self._touch(
            LoanAccount,
            loan_account_id,
            ("loan_account_id", loan_account_id),
            ("currency", self._currency),
        )

    def conversation(self, conversation_id: str) -> Conversation:
        """Return the conversation's row, to change."""
        return self._touch(Conversation, conversation_id, ("conversation_id", conversation_id))

    def write_off(self, request_id: str) -> WriteOffRequest:
        """Return the row of a request to write a loan off, to change."""
        return self._touch(WriteOffRequest, request_id, ("request_id", request_id))

    def instalment(self, loan_account_id: str, payment_number: int) -> Instalment:
        """Return one instalment's row, to change."""
        row = self._touch(
            Instalment,
            (loan_account_id, payment_number),
            ("loan_account_id", loan_account_id),
            ("payment_number", payment_number),
        )
        self._instalments.setdefault(loan_account_id, {})[payment_number] = row
        return row

    def payment(self, payment_id: UUID, loan_account_id: str) -> Payment:
        """Return the row of a payment, to change."""
        return self._touch(
            Payment,
            payment_id,
            ("payment_id", payment_id),
            ("loan_account_id", loan_account_id),
        )

    def append(self, entry: Utterance | NoticeboardPost) -> None:
        """Add a line to a conversation."""
        entries = self.entries[type(entry)]
        entries.append(entry)
        self._undo_entries.append(entries)

    def warn(self, sentence: str) -> None:
        """Record with the event what was dropped or doubted."""
        self.warnings.append(sentence)

    def find_customer(self, customer_id: str) -> Customer | None:
        """Return a customer that the batch names, to look at only."""
        return self.tables[Customer].get(customer_id)

    def canonical_id(self, customer_id: str) -> str:
        """Return who owns what is `customer_id`'s: the customer itself, unless merged away."""
        customer = self.find_customer(customer_id)
        return (customer.merged_into_id if customer else None) or customer_id

    def instalments_of(self, loan_account_id: str) -> Iterator[Instalment]:
        """Yield the instalments of an account, to look at only."""
        return iter(self._instalments.get(loan_account_id, {}).values())

    def account_ids_of(self, customer_id: str) -> list[str]:
        """Return the accounts that belong to a customer who is being merged away."""
        accounts = self.tables[LoanAccount].values()
        return [row.loan_account_id for row in accounts if row.customer_id == customer_id]

    def conversation_ids_of(self, customer_id: str) -> list[str]:
        """Return the conversations that belong to a customer who is being merged away."""
        conversations = self.tables[Conversation].values()
        return [row.conversation_id for row in conversations if row.customer_id == customer_id]

    def write_off_ids_of(self, customer_id: str) -> list[str]:
        """Return the write-off requests about a customer who is being merged away."""
        requests = self.tables[WriteOffRequest].values()
        return [row.request_id for row in requests if row.customer_id == customer_id]

    def tombstone_ids_of(self, customer_id: str) -> list[str]:
        """Return the customers that were merged into one who is being merged away."""
        customers = self.tables[Customer].values()
        return [row.customer_id for row in customers if row.merged_into_id == customer_id]

    # what the stream calls

    def add(self, model: type[models.Model], key: Key, row: models.Model) -> None:
        """Put a row in that was loaded from the database."""
        self.tables[model][key] = row
        if isinstance(row, Instalment):
            self._instalments.setdefault(row.loan_account_id, {})[row.payment_number] = row

    def begin(self, envelope: Envelope) -> None:
        """Start an event: changes from here on can be taken back, and are as of this event."""
        self._as_of = envelope.published_at
        self.warnings = []
        self._undo.clear()
        self._undo_entries.clear()

    def take_back(self) -> None:
        """Undo all that the event begun last has changed."""
        for (model, key), before in self._undo.items():
            if before is not None:
                self.tables[model][key].__dict__.update(before)
                continue
            del self.tables[model][key]
            self.new[model].discard(key)
            if isinstance(key, tuple):
                del self._instalments[key[0]][key[1]]
        for entries in reversed(self._undo_entries):
            entries.pop()
        self._undo.clear()
        self._undo_entries.clear()

    def touched(self) -> Iterator[tuple[type[models.Model], Key]]:
        """Yield table and key of each row that the event begun last has changed."""
        yield from self._undo

    def _touch(self, model: type[Row], key: Key, *values: tuple[str, Any]) -> Row:
        table = self.tables[model]
        row: Row | None = table.get(key)
        mark = (model, key)
        if row is None:
            row = table[key] = build_row(model, values)
            self.new[model].add(key)
            self._undo[mark] = None
            self._stamp(row)
        elif mark not in self._undo:
            self._undo[mark] = dict(row.__dict__)
            if key not in self.new[model]:
                self.changed[model].add(key)
            self._stamp(row)
        return row

    def _stamp(self, row: Any) -> None:
        if row.as_of is None or (self._as_of is not None and self._as_of > row.as_of):
            row.as_of = self._as_of
        if getattr(row, "first_event_at", row) is None:
            row.first_event_at = self._as_of
