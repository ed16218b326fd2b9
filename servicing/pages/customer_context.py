"""What the customer page's templates are given. Pure: a view of the customer goes in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import timezone

from billie.live import topics
from servicing.models import Conversation, Customer, LoanAccount
from servicing.models.conversations import Decision
from servicing.pages.account_pane import account_pane
from servicing.pages.addresses import one_line
from servicing.pages.cockpit import alerts, choose, rail
from servicing.pages.note_form import NoteForm, mint_key, subjects
from servicing.pages.owing import Owing
from servicing.pages.phones import spoken_phone
from servicing.queries.customers import CustomerView
from servicing.queries.notes import Note


class Asked(NamedTuple):
    """What an address asks for: the chosen loan, its tab, and what the timeline is narrowed to."""

    account: str
    show: str
    tab: str = ""


def customer_context(
    view: CustomerView,
    *,
    asked: Asked,
    sees: Mapping[str, bool],
    now: datetime,
    owing: Mapping[str, Owing] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return what is shown of a customer to somebody who `sees` these kinds of things.

    `owing` is what is known live of the accounts.
    """
    accounts = view.accounts if sees["accounts"] else []
    conversations = view.conversations if sees["conversations"] else []
    chosen = choose(accounts, asked.account)
    return {
        "title": _name(view),
        "customer_id": view.customer_id,
        "customer": view.customer,
        "sees": sees,
        "parked_url": reverse("servicing:operations") if sees["operations"] else "",
        "parked_customer": view.parked.get(f"customer:{view.customer_id}"),
        "merged_ids": view.merged_ids,
        "alerts": alerts(
            view.customer,
            accounts,
            parked=view.parked,
            write_offs=view.write_offs,
            referred=_referred(conversations),
        ),
        "rail": rail(accounts, chosen, owing),
        "conversations": [(row, row.shown_status(now)) for row in conversations],
        "notes": [(note, _subject(note, view)) for note in view.notes] if sees["notes"] else [],
        "note_form": _note_form(accounts, conversations) if sees["note_form"] else None,
        "may_write_notes": sees["note_form"],
        "once": mint_key(),
        **_person(view.customer, timezone.localdate(now)),
        **_account(view, chosen, timezone.localdate(now)),
        **_live(view.customer_id, asked, chosen),
    }


def _name(view: CustomerView) -> str:
    return (view.customer.full_name if view.customer else "") or view.customer_id


def _person(customer: Customer | None, today: date) -> dict[str, Any]:
    if customer is None:
        return {"age": None}
    return {
        "age": _years(customer.date_of_birth, today) if customer.date_of_birth else None,
        "phone": spoken_phone(customer.mobile_phone_number),
        "residence": one_line(customer.residential_address),
        "mailing": one_line(customer.mailing_address),
    }


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _account(view: CustomerView, chosen: LoanAccount | None, today: date) -> dict[str, Any]:
    if chosen is None:
        return {"pane": None, "chosen_id": ""}
    chosen_id = chosen.loan_account_id
    return {
        "pane": account_pane(chosen, view.instalments.get(chosen_id, ()), today=today),
        "chosen_id": chosen_id,
        "parked_account": view.parked.get(f"account:{chosen_id}"),
    }


def _referred(conversations: Sequence[Conversation]) -> Iterable[tuple[str, str]]:
    """Yield name and address of the newest conversation if a person has to decide it."""
    for row in conversations[:1]:
        if row.decision == Decision.REFERRED:
            yield str(row), reverse("servicing:conversation", args=[row.conversation_id])


def _subject(note: Note, view: CustomerView) -> str:
    """Return in words what a note is about, empty when about the customer."""
    for row in view.accounts:
        if row.loan_account_id == note.loan_account_id:
            return f"account {row}"
    for chat in view.conversations:
        if chat.conversation_id == note.conversation_id:
            name = chat.application_number
            return f"application {name}" if name else "a conversation"
    return note.loan_account_id or note.conversation_id


def _note_form(accounts: Iterable[LoanAccount], conversations: Iterable[Conversation]) -> NoteForm:
    return NoteForm(choices=subjects(accounts, conversations))


def _live(customer_id: str, asked: Asked, chosen: LoanAccount | None) -> dict[str, Any]:
    """Return the address of the page's parts, and the topics that they show.

    What happens to an account or a conversation is also announced as its customer's.
    """
    person = quote(topics.customer(customer_id), safe=":")
    account = chosen.loan_account_id if chosen else asked.account
    wanted = {"account": account, "show": asked.show, "tab": asked.tab}
    query = {name: value for name, value in wanted.items() if value}
    address = reverse("servicing:customer-parts", args=[customer_id])
    return {
        "address": reverse("servicing:customer", args=[customer_id]),
        "parts_url": f"{address}?{urlencode(query)}",
        "topics": person,
        "account_topics": quote(topics.account(account), safe=":") if account else person,
    }
