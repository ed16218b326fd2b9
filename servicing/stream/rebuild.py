"""Rebuild: fold every stored event into fresh tables beside the live ones, compare, and switch.

The fresh tables live in a schema of their own and go by the same names, so that the very code that
writes the live ones fills them. See docs/decisions/0006.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, models, transaction
from django.db.models import Max

from servicing.events import CATALOGUE
from servicing.models import Conversation, LoanAccount, StoredEvent, WriteOffRequest
from servicing.models.event_store import Outcome
from servicing.projections import EVENT_TABLE
from servicing.stream import comparison, event_store
from servicing.stream.comparison import TableComparison
from servicing.stream.folding import fold, wanted_by
from servicing.stream.messages import Message
from servicing.stream.projection_lock import own_projections
from servicing.stream.stored import message_of
from servicing.stream.tables import KEYS, PROJECTED, load_rows, save_rows

SCHEMA = "billie_rebuild"
CHUNK = 2000
OWNED: tuple[type[models.Model], ...] = (
    LoanAccount,
    Conversation,
    WriteOffRequest,
)  # what moves when identities are merged
FOLDED = (Outcome.APPLIED, Outcome.UNHANDLED, Outcome.IGNORED)

Progress = Callable[[int, int], None]


class RebuildFailed(Exception):
    """Some stored events cannot be folded any more; switching would lose what they did."""


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild found."""

    events: int = 0
    failures: list[str] = field(default_factory=list)
    tables: list[TableComparison] = field(default_factory=list)
    switched: bool = False

    @property
    def is_same(self) -> bool:
        """Say whether the rebuilt tables equal the live ones, field by field."""
        return not self.failures and all(table.is_same for table in self.tables)


def rebuild(*, switch: bool, progress: Progress) -> Rebuilt:
    """Fold all events anew, compare with the live tables and, with `switch`, make them equal.

    The consumer goes on meanwhile; only the last stretch, the comparison and the switch keep it
    waiting. `progress` is told how many events of how many are done.

    :raises RebuildFailed: if a switch was asked for and some event cannot be folded any more
    """
    result = Rebuilt()
    parked: dict[str, Message | None] = {}
    _make_tables()
    try:
        done, horizon = 0, _horizon()
        while horizon - done > CHUNK:
            done = _fold_up_to(done, horizon, parked, result, progress)
            horizon = _horizon()
        with transaction.atomic(durable=True):
            own_projections()
            _fold_chunks(done, _latest_id(), parked, result, progress)
            result.failures = [f"{m.typ} {m.identity}: {m.error}" for m in parked.values() if m]
            result.tables = [comparison.compare(model, SCHEMA) for model in PROJECTED]
            if switch and result.failures:
                raise RebuildFailed("\n".join(result.failures[:20]))
            if switch:
                comparison.switch(PROJECTED, SCHEMA)
                _take_in_what_is_understood_now()
                result.switched = True
    finally:
        _drop_tables()
    return result


def _take_in_what_is_understood_now() -> None:
    """Write down that events of types unknown when they came have been applied by this switch."""
    types = [typ for typ, event in CATALOGUE.items() if event in EVENT_TABLE]
    unknown = StoredEvent.objects.filter(
        typ__in=types, outcome__in=(Outcome.UNHANDLED, Outcome.IGNORED)
    )
    stored = {event.identity: event for event in unknown.iterator(CHUNK)}
    event_store.settle(settled=[message_of(e) for e in stored.values()], stored=stored)


def _horizon() -> int:
    """Return an id up to which every event is committed: nobody is in the middle of writing."""
    with transaction.atomic(durable=True):
        own_projections()
        return _latest_id()


def _latest_id() -> int:
    return StoredEvent.objects.aggregate(latest=Max("id"))["latest"] or 0


def _fold_up_to(
    done: int,
    horizon: int,
    parked: dict[str, Message | None],
    result: Rebuilt,
    progress: Progress,
) -> int:
    while done < horizon:
        with transaction.atomic(durable=True):
            done = _fold_chunk(done, horizon, parked, result)
        progress(done, horizon)
    return done


def _fold_chunks(
    done: int,
    horizon: int,
    parked: dict[str, Message | None],
    result: Rebuilt,
    progress: Progress,
) -> None:
    while done < horizon:
        done = _fold_chunk(done, horizon, parked, result)
        progress(done, horizon)


def _fold_chunk(
    done: int, horizon: int, parked: dict[str, Message | None], result: Rebuilt
) -> int:
    """Fold the next events into the fresh tables; return the id up to which all is folded."""
    chunk = StoredEvent.objects.filter(id__gt=done, id__lte=horizon).order_by("id")[:CHUNK]
    events = list(chunk)
    stored = {event.identity: event for event in events if event.outcome in FOLDED}
    messages = [message_of(event) for event in stored.values()]
    with _fresh_tables():
        rows = load_rows(wanted_by(messages))
        fold(messages, rows, parked)
        save_rows(rows)
    result.events += len(messages)
    return events[-1].id if len(events) == CHUNK else horizon


@contextmanager
def _fresh_tables() -> Iterator[None]:
    """Let table names mean the fresh ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local search_path = {SCHEMA}, public")
        yield
        cursor.execute("set local search_path = public")


def _make_tables() -> None:
    _drop_tables()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(f"create schema {SCHEMA}")
        for model in PROJECTED:
            table = model._meta.db_table
            key = ", ".join(KEYS.get(model, ("event_id",)))
            cursor.execute(f"create table {SCHEMA}.{table} (like public.{table})")
            cursor.execute(f"alter table {SCHEMA}.{table} add primary key ({key})")
        cursor.execute(f"create index on {SCHEMA}.servicing_customer (merged_into_id)")
        for owned in OWNED:
            cursor.execute(f"create index on {SCHEMA}.{owned._meta.db_table} (customer_id)")


def _drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {SCHEMA} cascade")
