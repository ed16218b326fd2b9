"""Search: the page, and what the palette shows as one types.

Both show the same groups: places of the panel that one may open, customers, accounts,
conversations, money commands. `?part=options` answers with the options of the palette's listbox
alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from billie.staff.access import SIGNED_IN, may, requires_permission
from billie.staff.approval_queries import find_by_reference
from billie.staff.models import Approval
from billie.web import words as values
from billie.web.panel import find_entries, render_page
from ledger.models import MoneyCommand
from ledger.queries.finding import find_commands
from servicing.models import Conversation, Customer, LoanAccount
from servicing.pages.money.outcomes import act_of, amount_of
from servicing.queries.search import search as find

MOST_WORDS = 200
COMMANDS = "ledger.view_moneycommand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that was found: what it is called, what tells it apart, and where it is."""

    number: int
    title: str
    sub: str
    url: str
    icon: str
    chip_kind: str = ""
    chip_code: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Things of one kind that were found."""

    title: str
    hits: list[Hit]
    has_more: bool = False


@requires_permission(SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Find customers, accounts and conversations by whatever somebody can tell us."""
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    groups = [group for group in _find(request, words) if group.hits] if words else []
    context = {
        "title": "Search",
        "words": words,
        "groups": groups,
        "status_words": _in_words(groups) if words else "",
    }
    if request.GET.get("part") == "options":
        return render(request, "servicing/search_options.html", context)
    return render_page(request, "servicing/search.html", context)


def _find(request: HttpRequest, words: str) -> Iterator[Group]:
    found = find(text=words)
    numbers = count(1)
    for name, title, permission, show in KINDS:
        rows = getattr(found, name) if may(request, permission) else []
        hits = [show(row, next(numbers)) for row in rows]
        yield Group(title=title, hits=hits, has_more=bool(hits) and name in found.has_more)
    if may(request, "staff.view_approval") and (approval := find_by_reference(words)):
        yield Group(title="Approvals", hits=[_approval(approval, next(numbers))])
    commands = find_commands(text=words) if may(request, COMMANDS) else []
    yield Group(title="Money commands", hits=[_command(row, next(numbers)) for row in commands])
    yield Group(
        title="Go to",
        hits=[
            Hit(number=next(numbers), title=entry.title, sub="", url=link, icon=entry.icon)
            for entry, link in find_entries(request, words)
        ],
    )


def _in_words(groups: Iterable[Group]) -> str:
    found = sum(len(group.hits) for group in groups)
    if not found:
        return "Nothing found."
    return f"{found} result{'' if found == 1 else 's'}."


def _customer(row: Customer, number: int) -> Hit:
    return Hit(
        number=number,
        title=row.full_name or "Name not known yet",
        sub=_joined(
            row.customer_id,
            values.masked_phone(row.mobile_phone_number),
            values.masked_email(row.email_address),
        ),
        url=reverse("servicing:customer", args=[row.customer_id]),
        icon="person",
        flag="Merged" if row.merged_into_id else "Vulnerable" if row.vulnerable_flag else "",
    )


def _account(row: LoanAccount, number: int) -> Hit:
    return Hit(
        number=number,
        title=row.account_number or row.loan_account_id,
        sub=getattr(row, "customer_name", None) or "Customer not known yet",
        url=reverse("servicing:account", args=[row.loan_account_id]),
        icon="account_balance_wallet",
        chip_kind="account_status",
        chip_code=row.account_status,
    )


def _conversation(row: Conversation, number: int) -> Hit:
    return Hit(
        number=number,
        title=row.application_number or "No application number",
        sub=_joined(getattr(row, "customer_name", None), row.purpose) or row.conversation_id,
        url=reverse("servicing:conversation", args=[row.conversation_id]),
        icon="forum",
        chip_kind="decision",
        chip_code=row.decision,
    )


def _approval(row: Approval, number: int) -> Hit:
    return Hit(
        number=number,
        title=row.title,
        sub=row.reference,
        url=reverse("approvals:approval", args=[row.pk]),
        icon="approval",
        chip_kind="approval_state",
        chip_code=row.state,
    )


def _command(row: MoneyCommand, number: int) -> Hit:
    return Hit(
        number=number,
        title=f"{act_of(row).title}, {amount_of(row)}",
        sub=_joined(row.reference, row.account_number, row.customer_name),
        url=reverse("servicing:command", args=[row.pk]),
        icon="send_money",
        chip_kind="command_state",
        chip_code=row.state,
    )


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


KINDS: tuple[tuple[str, str, str, Callable[[Any, int], Hit]], ...] = (
    ("customers", "Customers", "servicing.view_customer", _customer),
    ("accounts", "Accounts", "servicing.view_loanaccount", _account),
    ("conversations", "Conversations", "servicing.view_conversation", _conversation),
)
