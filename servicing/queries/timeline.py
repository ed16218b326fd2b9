"""A customer's timeline: accounts, payments, commands, conversations and notes in one stream.

# Note [Why the timeline is in the order in which things became known]
Events are told in the order in which they were stored, which an index has; when each happened is
told with it. A place in the timeline is a place in each of its tables, so a page goes on exactly
where the one before ended, whatever clocks say.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import NamedTuple

from django.core import signing

from billie.web.keyset import DEFAULT_LIMIT, GREATEST_LIMIT, CursorNotValid, LimitNotValid, Page
from ledger.models import MoneyCommand
from ledger.queries.commands import list_commands_around
from servicing.models import ContactNote, StoredEvent
from servicing.queries.milestones import PAYMENT_MARKS, UPDATE, Kind, subject_of, types_of
from servicing.queries.timeline_entries import Row, TimelineEntry, entry_of

MOST_SUBJECTS = 500
BEYOND = 2**63 - 1
_SALT = "billie.timeline"

# The newest events of each type about each of the customer's aggregates, found in the index one
# by one: nothing depends on how many others there are, nor on how much was said. {…} are the two
# directions.
_NEWEST_EVENTS = """
with aggregates (subject, name) as (
  select 'customer', 'customer:' || unnest(%(customers)s::text[])
  union all (select 'account', 'account:' || loan_account_id from servicing_loanaccount
    where customer_id = any(%(customers)s) order by first_event_at desc limit %(most)s)
  union all (select 'conversation', 'conversation:' || conversation_id
    from servicing_conversation
    where customer_id = any(%(customers)s) order by first_event_at desc limit %(most)s)
  union all (select 'writeoff', 'writeoff:' || request_id from servicing_writeoffrequest
    where customer_id = any(%(customers)s) order by first_event_at desc limit %(most)s)
), told (subject, typ) as (
  select * from unnest(%(subjects)s::text[], %(types)s::text[])
), found (id) as (
  select newest.id from aggregates join told using (subject) cross join lateral (
    select id from servicing_storedevent
    where aggregate = aggregates.name and typ = told.typ and id {compare} %(place)s
      and outcome = 'APPLIED' and (typ <> %(update)s
        or (fields like any(%(marks)s::text[])) = any(%(payment)s::boolean[]))
    order by aggregate {order}, typ {order}, id {order} limit %(limit)s) as newest
  order by newest.id {order} limit %(limit)s
)
select event.* from servicing_storedevent event join found using (id) order by event.id {order}
"""


class _Place(NamedTuple):
    """A place in the timeline: the number in each of its tables at its border."""

    event: int = BEYOND
    note: int = BEYOND
    command: int = BEYOND


_TABLES: dict[str, type[Row]] = {
    "event": StoredEvent,
    "note": ContactNote,
    "command": MoneyCommand,
}


def get_timeline(
    *,
    customer_ids: Iterable[str],
    kinds: Collection[str] = (),
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[TimelineEntry]:
    """Return a page of what happened to a customer's identities, newest first, in three queries.

    `kinds` narrows it; none of them means all. Only the newest version of a note is told.

    :raises ValueError: if one of the kinds is none
    :raises CursorNotValid: if the cursor was changed
    :raises LimitNotValid: if `limit` is not within 1 and 200
    """
    if not 1 <= limit <= GREATEST_LIMIT:
        raise LimitNotValid(f"A page has 1 to {GREATEST_LIMIT} rows, not {limit}.")
    wanted = {Kind(kind) for kind in kinds} or set(Kind)
    is_backward, border = _read_cursor(cursor)
    asked = _Asked(list(customer_ids), wanted, is_backward, border, limit + 1)
    merged = merge(
        asked.events(), asked.notes(), asked.commands(), key=_known, reverse=not is_backward
    )
    rows = list(islice(merged, limit + 1))
    has_more = len(rows) > limit
    rows = rows[:limit]
    if is_backward:
        rows.reverse()
    has_next = bool(rows) and (has_more or is_backward)
    has_previous = bool(rows) and (has_more if is_backward else cursor is not None)
    above, below = _borders(rows, border, is_backward=is_backward)
    return Page(
        rows=[entry_of(row) for row in rows],
        next_cursor=_cursor("after", below) if has_next else None,
        previous_cursor=_cursor("before", above) if has_previous else None,
    )


class _Asked(NamedTuple):
    """What is asked of both tables: rows before `border`, or from it on when going backward."""

    customer_ids: list[str]
    kinds: set[Kind]
    is_backward: bool
    border: _Place
    limit: int

    def events(self) -> Iterable[Row]:
        """Return the nearest events, in one query."""
        types = types_of(self.kinds)
        if not types:
            return ()
        is_payment = {Kind.PAYMENT: True, Kind.ACCOUNT: False}
        compare, order = (">=", "asc") if self.is_backward else ("<", "desc")
        return StoredEvent.objects.raw(
            _NEWEST_EVENTS.format(compare=compare, order=order),
            {
                "customers": self.customer_ids,
                "most": MOST_SUBJECTS,
                "subjects": [subject_of(typ) for typ in types],
                "types": types,
                "place": self.border.event,
                "update": UPDATE,
                "marks": [f"%{mark}%" for mark in PAYMENT_MARKS],
                "payment": [told for kind, told in is_payment.items() if kind in self.kinds],
                "limit": self.limit,
            },
        )

    def notes(self) -> Iterable[Row]:
        """Return the nearest notes, in one query."""
        if Kind.NOTE not in self.kinds:
            return ()
        side, order = ("gte", "id") if self.is_backward else ("lt", "-id")
        notes = ContactNote.objects.filter(
            customer_id__in=self.customer_ids,
            amended_by=None,
            **{f"id__{side}": self.border.note},
        )
        return notes.select_related("author").order_by(order)[: self.limit]

    def commands(self) -> Iterable[Row]:
        """Return the nearest money commands, in one query."""
        if Kind.COMMAND not in self.kinds:
            return ()
        return list_commands_around(
            customer_ids=self.customer_ids,
            number=self.border.command,
            is_backward=self.is_backward,
            limit=self.limit,
        )


def _known(row: Row) -> tuple[datetime, bool]:
    """Return when Billie learned of it; what staff wrote in the same instant came after it."""
    if isinstance(row, ContactNote):
        return row.created_at, True
    if isinstance(row, MoneyCommand):
        return row.requested_at, True
    return row.received_at, False


def _borders(rows: list[Row], border: _Place, *, is_backward: bool) -> tuple[_Place, _Place]:
    """Return the places above and below the rows; a place leads to what lies under it."""
    seen = {
        name: [row.pk for row in rows if isinstance(row, model)] for name, model in _TABLES.items()
    }
    if is_backward:
        highest = {name: numbers[0] + 1 for name, numbers in seen.items() if numbers}
        return border._replace(**highest), border
    lowest = {name: numbers[-1] for name, numbers in seen.items() if numbers}
    return border, border._replace(**lowest)


def _cursor(side: str, place: _Place) -> str:
    return signing.dumps([side, *place], salt=_SALT, compress=True)


def _read_cursor(cursor: str | None) -> tuple[bool, _Place]:
    """Return whether a cursor leads backward, and the place it holds."""
    if not cursor:
        return False, _Place()
    try:
        side, *numbers = signing.loads(cursor, salt=_SALT)
        return side == "before", _Place(*map(int, numbers))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CursorNotValid(
            "This place in the timeline is no longer known. Begin again at the newest."
        ) from error
