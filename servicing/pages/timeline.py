"""The timeline of the customer page: what happened, narrowed to what one asks for."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse

from billie.web.keyset import CursorNotValid, Page
from servicing.pages.timeline_words import Told, tell
from servicing.queries.customers import CustomerView
from servicing.queries.milestones import Kind
from servicing.queries.timeline import get_timeline
from servicing.queries.timeline_entries import TimelineEntry

LINES = 15
LOANS = frozenset({Kind.ACCOUNT, Kind.ARREARS})
CHATS = frozenset({Kind.CONVERSATION, Kind.DECISION})


class Filter(NamedTuple):
    """What the timeline can be narrowed to; `sees` names what one must be allowed to see."""

    label: str
    kinds: frozenset[Kind]
    sees: str = ""


FILTERS: Mapping[str, Filter] = {
    "loans": Filter("Loans", LOANS, "accounts"),
    "payments": Filter("Payments", frozenset({Kind.PAYMENT}), "accounts"),
    "commands": Filter("Commands", frozenset({Kind.COMMAND}), "commands"),
    "conversations": Filter("Chats", CHATS, "conversations"),
    "notes": Filter("Notes", frozenset({Kind.NOTE}), "notes"),
    "person": Filter("Person", frozenset({Kind.CUSTOMER})),
}


class Line(NamedTuple):
    """One line of the timeline, with the way to what it is about."""

    key: str
    at: datetime
    told: Told
    amount: Decimal | None
    currency: str
    subject: str
    url: str


def timeline_context(
    view: CustomerView, *, show: str, cursor: str, sees: Mapping[str, bool]
) -> dict[str, Any]:
    """Return a page of the timeline of a customer for somebody who `sees` these kinds of things.

    A cursor that is none, from an address that was cut off, leads to the newest page.
    """
    filters = {name: one for name, one in FILTERS.items() if not one.sees or sees[one.sees]}
    chosen = [filters[show]] if show in filters else list(filters.values())
    kinds = frozenset[Kind]().union(*(one.kinds for one in chosen))
    try:
        page = _page(view, kinds, cursor)
    except CursorNotValid:
        cursor = ""
        page = _page(view, kinds, cursor)
    return {
        "lines": [_line(entry, view) for entry in page.rows],
        "earlier": page.next_cursor,
        "is_newest": not cursor,
        "filters": [(name, one.label) for name, one in filters.items()],
        "show": show if show in filters else "",
    }


def _page(view: CustomerView, kinds: Collection[Kind], cursor: str) -> Page[TimelineEntry]:
    everyone = [view.customer_id, *view.merged_ids]
    return get_timeline(customer_ids=everyone, kinds=kinds, cursor=cursor or None, limit=LINES)


def _line(entry: TimelineEntry, view: CustomerView) -> Line:
    account = next((a for a in view.accounts if a.pk == entry.loan_account_id), None)
    subject, url = "", ""
    if entry.conversation_id:
        chat = next((c for c in view.conversations if c.pk == entry.conversation_id), None)
        subject = (
            str(chat.application_number) if chat and chat.application_number else "Conversation"
        )
        url = reverse("servicing:conversation", args=[entry.conversation_id])
    elif entry.command:
        subject = str(entry.command.account_number or entry.loan_account_id)
        url = reverse("servicing:command", args=[entry.command.pk])
    elif entry.loan_account_id:
        subject = str(account) if account else entry.loan_account_id
        url = reverse("servicing:account", args=[entry.loan_account_id])
    return Line(
        key=entry.key,
        at=entry.at,
        told=tell(entry),
        amount=entry.amount,
        currency=account.currency if account else "",
        subject=subject,
        url=url,
    )
