"""Replay: fold whole aggregates again, from all of their own events in order.

# Note [An old event is never laid over new rows]
Balances are snapshots: to apply an old event again would turn the clock back. A replay therefore
builds the aggregate's rows from nothing and compares them with the live ones. Rows of other
aggregates are there to be looked at and are not changed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from servicing.models import (
    Conversation,
    Customer,
    DeadLetter,
    Instalment,
    LoanAccount,
    Payment,
    StoredEvent,
    WriteOffRequest,
)
from servicing.models.event_store import Outcome
from servicing.projections import Rows
from servicing.stream import event_store
from servicing.stream.changes import RowChange, compare_row
from servicing.stream.folding import fold, wanted_by
from servicing.stream.messages import Message
from servicing.stream.projection_lock import share_projections
from servicing.stream.stored import message_of
from servicing.stream.tables import ENTRIES, delete_rows, load_rows, save_rows

STAMPS = {"as_of", "first_event_at"}  # say when, not what; no reason to write a row
NOT_UNDERSTOOD = (Outcome.UNHANDLED, Outcome.IGNORED, Outcome.MALFORMED)

#   rows of          belong to the aggregate, by their column
AGGREGATE_OF: dict[type[models.Model], tuple[str, str]] = {
    Customer: ("customer", "customer_id"),
    LoanAccount: ("account", "loan_account_id"),
    Instalment: ("account", "loan_account_id"),
    Payment: ("account", "loan_account_id"),
    Conversation: ("conversation", "conversation_id"),
    WriteOffRequest: ("writeoff", "request_id"),
}


@dataclass(slots=True, kw_only=True)
class Refolded:
    """What a replay did or would do."""

    aggregates: int = 0
    events: int = 0
    understood: int = 0
    changes: list[RowChange] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    topics: set[str] = field(default_factory=set)


def replay(*, events: Iterable[StoredEvent], dry_run: bool, result: Refolded) -> None:
    """Replay the aggregates of these events, in one transaction, and add to `result`.

    Events that could not be understood when they came, and can be today, are taken in. A failing
    event leaves its aggregate as it is.
    """
    with transaction.atomic(durable=True):
        share_projections()
        aggregates = _take_in(list(events), result)
        _refold(aggregates, result)
        if dry_run:
            transaction.set_rollback(True)


def _take_in(events: list[StoredEvent], result: Refolded) -> set[str]:
    aggregates = {event.aggregate for event in events if event.outcome == Outcome.APPLIED}
    stored = {e.identity: e for e in events if e.outcome in NOT_UNDERSTOOD}
    understood = [m for m in map(message_of, stored.values()) if m.event is not None]
    event_store.settle(settled=understood, stored=stored)
    result.understood += len(understood)
    DeadLetter.objects.filter(
        event_id__in=[message.identity for message in understood], status=DeadLetter.Status.OPEN
    ).update(status=DeadLetter.Status.REPLAYED)
    return aggregates | {message.aggregate for message in understood} - {""}


def _refold(aggregates: Collection[str], result: Refolded) -> None:
    history = StoredEvent.objects.filter(
        Q(aggregate__in=aggregates) | Q(also__in=aggregates), outcome=Outcome.APPLIED
    ).order_by("id")
    messages = [message_of(event) for event in history]
    live = load_rows(wanted_by(messages))
    fresh = Rows()
    for model, table in live.tables.items():
        for key, row in table.items():
            if _aggregate_of(row) not in aggregates:
                fresh.add(model, key, row)
    failed: dict[str, Message | None] = {}
    fold(messages, fresh, failed)
    result.failures += [f"{m.typ} {m.identity}: {m.error}" for m in failed.values() if m]
    scope = set(aggregates) - failed.keys()
    _write(live, fresh, scope, result)
    _write_entries(fresh, scope, result)
    result.aggregates += len(scope)
    result.events += len(messages)
    result.topics |= scope


def _write(live: Rows, fresh: Rows, scope: set[str], result: Refolded) -> None:
    """Write the rows in scope that came out differently."""
    target = Rows()
    for model in live.tables:
        rows = live.tables[model] | fresh.tables[model]
        for key in sorted(key for key, row in rows.items() if _aggregate_of(row) in scope):
            before, after = live.tables[model].get(key), fresh.tables[model].get(key)
            changes = compare_row(model, key, _state(before), _state(after))
            if not any(change.column not in STAMPS for change in changes):
                continue
            result.changes += [change for change in changes if change.column not in STAMPS]
            if after is None:
                delete_rows(model, [key])
                continue
            if before is not None:
                after.as_of = max(before.as_of or after.as_of, after.as_of)
            target.tables[model][key] = after
            (target.new if before is None else target.changed)[model].add(key)
    save_rows(target)


def _write_entries(fresh: Rows, scope: set[str], result: Refolded) -> None:
    """Make the lines of the conversations in scope what they came out as."""
    ids = [a.removeprefix("conversation:") for a in scope if a.startswith("conversation:")]
    target = Rows()
    for model in ENTRIES:
        live: dict[UUID, Any] = {
            row.pk: row for row in model._default_manager.filter(conversation_id__in=ids)
        }
        after = {row.event_id: row for row in fresh.entries[model] if row.conversation_id in ids}
        gone = []
        for key in live.keys() | after.keys():
            before_row, after_row = live.get(key), after.get(key)
            if changes := compare_row(model, key, _state(before_row), _state(after_row)):
                result.changes += changes
                gone += [key] if before_row else []
                target.entries[model] += [after_row] if after_row else []
        delete_rows(model, gone)
    save_rows(target)


def _aggregate_of(row: models.Model) -> str:
    kind, column = AGGREGATE_OF[type(row)]
    return f"{kind}:{row.__dict__[column]}"


def _state(row: models.Model | None) -> dict[str, Any] | None:
    return None if row is None else row.__dict__
