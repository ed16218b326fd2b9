"""Words to tell a story of events with: `given(...)`, then look at the rows.

A story is folded in memory, through the real envelope, decoder and event table, over rows that
raise when a handler asks for one that its event did not name, and that PostgreSQL could store.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from servicing import events, projections
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
from servicing.projections import Rows, Wanted

from .storable import problems_of

STREAM = "inbox:billie-servicing"
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class StrictRows(Rows):
    """Rows of which a handler may only ask for those that its event named beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = Wanted()

    def _touch(self, model: Any, key: Any, *values: tuple[str, Any]) -> Any:
        row = self.tables[model].get(key)
        owner = getattr(row, "merged_into_id" if model is Customer else "customer_id", None)
        account_id = key[0] if isinstance(key, tuple) else key
        keys: dict[Any, Any] = {
            Customer: self.wanted.customers,
            LoanAccount: self.wanted.accounts,
            Instalment: self.wanted.schedules,
            Payment: self.wanted.payments,
            Conversation: self.wanted.conversations,
            WriteOffRequest: self.wanted.write_offs,
        }
        named = keys[model]
        assert account_id in named or owner in self.wanted.moving, f"{model} {key} was not named"
        return super()._touch(model, key, *values)

    def find_customer(self, customer_id: str) -> Customer | None:
        assert customer_id in self.wanted.customers, f"customer {customer_id} was not named"
        return super().find_customer(customer_id)

    def instalments_of(self, loan_account_id: str) -> Iterator[Instalment]:
        assert loan_account_id in self.wanted.schedules, f"{loan_account_id} was not named"
        return super().instalments_of(loan_account_id)

    def _is_moving(self, customer_id: str) -> None:
        assert customer_id in self.wanted.moving, f"moving {customer_id} was not named"

    def account_ids_of(self, customer_id: str) -> list[str]:
        self._is_moving(customer_id)
        return super().account_ids_of(customer_id)

    def conversation_ids_of(self, customer_id: str) -> list[str]:
        self._is_moving(customer_id)
        return super().conversation_ids_of(customer_id)

    def write_off_ids_of(self, customer_id: str) -> list[str]:
        self._is_moving(customer_id)
        return super().write_off_ids_of(customer_id)

    def tombstone_ids_of(self, customer_id: str) -> list[str]:
        self._is_moving(customer_id)
        return super().tombstone_ids_of(customer_id)


class Story:
    """Events told one after another, a second apart, and the rows that they leave."""

    def __init__(self) -> None:
        self.rows = StrictRows()
        self.warnings: list[str] = []
        self.latest: events.Event | None = None
        self._now = BEGINNING

    def given(self, typ: str, **payload: Any) -> "Story":
        """Tell an event of the loan or the customer."""
        return self.told({"typ": typ, "payload": json.dumps(payload)})

    def chat(self, typ: str, *, conv: str = "chat-1", usr: str = "C1", **payload: Any) -> "Story":
        """Tell an event of a conversation."""
        fields = {"typ": typ, "payload": json.dumps(payload), "conv": conv, "usr": usr}
        return self.told(fields)

    def told(self, fields: dict[str, str]) -> "Story":
        """Tell an event by the fields of its stream entry."""
        self._now += timedelta(seconds=1)
        envelope = events.read_envelope(
            stream=STREAM,
            entry_id=f"{int(self._now.timestamp() * 1000)}-0",
            fields={name.encode(): value.encode() for name, value in fields.items()},
        )
        event, self.warnings = events.decode(envelope)
        self.rows.wanted = Wanted()
        projections.EVENT_TABLE[type(event)].names(event, envelope, self.rows.wanted)
        projections.apply(event, envelope, self.rows)
        self.warnings += self.rows.warnings
        self.latest = event
        assert problems_of(self.rows) == []
        return self

    @property
    def now(self) -> datetime:
        """When the latest event entered the stream."""
        return self._now

    def account(self, loan_account_id: str = "L1") -> LoanAccount:
        """The row of a loan account."""
        return self.rows.tables[LoanAccount][loan_account_id]

    def instalment(self, number: int, loan_account_id: str = "L1") -> Instalment:
        """The row of an instalment."""
        return self.rows.tables[Instalment][loan_account_id, number]

    def customer(self, customer_id: str = "C1") -> Customer:
        """The row of a customer."""
        return self.rows.tables[Customer][customer_id]

    def conversation(self, conversation_id: str = "chat-1") -> Conversation:
        """The row of a conversation."""
        return self.rows.tables[Conversation][conversation_id]

    @property
    def payments(self) -> list[Payment]:
        """All payments, in the order in which they became known."""
        return list(self.rows.tables[Payment].values())

    def write_off(self, request_id: str = "W1") -> WriteOffRequest:
        """The row of a write-off request."""
        return self.rows.tables[WriteOffRequest][request_id]

    @property
    def utterances(self) -> list[Utterance]:
        """All that was said."""
        return self.rows.entries[Utterance]

    @property
    def notices(self) -> list[NoticeboardPost]:
        """All that was pinned to a noticeboard."""
        return self.rows.entries[NoticeboardPost]
