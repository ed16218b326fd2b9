"""The panel's navigation, by work and not by tables, and how a page is rendered inside the panel.

`GROUPS` is the whole navigation in one look. Rooms above this shelf are named by route, permission
and dotted path only. What somebody may not use is not shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string

from billie.staff.access import SIGNED_IN, may
from billie.web.remembering import forget, remembered


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation.

    `count` is the dotted path of a query that counts what needs a person, `count_words` how a
    screen reader says it. `query` is the filter that the line opens its page with.

    A line with a `live_topic` has a count of the person in front of it: its query is given that
    person, only those with `count_permission` see it, and it changes while a page is open, taken
    from the address of the route `live_route` (see `render_count`).
    """

    title: str
    icon: str
    route: str
    permission: str
    query: str = ""
    count: str = ""
    count_words: str = ""
    count_permission: str = ""
    live_topic: str = ""
    live_route: str = ""


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Desk",
        (
            Entry("Dashboard", "space_dashboard", "servicing:dashboard", SIGNED_IN),
            Entry("Search", "search", "servicing:search", SIGNED_IN),
            Entry(
                "Approvals",
                "approval",
                "approvals:inbox",
                "staff.view_approval",
                count="billie.staff.approval_queries.count_waiting_for",
                count_words="waiting for you",
                count_permission="staff.decide_approval",
                live_topic="approvals",
                live_route="approvals:badge",
            ),
        ),
    ),
    (
        "Customers",
        (
            Entry("Customers", "group", "servicing:customers", "servicing.view_customer"),
            Entry(
                "Conversations", "forum", "servicing:conversations", "servicing.view_conversation"
            ),
        ),
    ),
    (
        "Loans",
        (
            Entry(
                "Accounts",
                "account_balance_wallet",
                "servicing:accounts",
                "servicing.view_loanaccount",
            ),
            Entry(
                "Arrears",
                "running_with_errors",
                "servicing:accounts",
                "servicing.view_loanaccount",
                query="arrears=yes",
            ),
            Entry(
                "Disbursements",
                "schedule_send",
                "servicing:accounts",
                "ledger.disburse_loan",
                query="status=pending_disbursement",
                count="servicing.queries.figures.count_waiting_disbursements",
                count_words="waiting to be paid out",
            ),
            Entry(
                "Money commands",
                "send_money",
                "servicing:commands",
                "ledger.view_moneycommand",
                count="ledger.queries.commands.count_commands_needing_people",
                count_words="waiting for a person",
            ),
            Entry(
                "Collections",
                "support_agent",
                "servicing:collections",
                "servicing.view_collectioncase",
                count="servicing.pages.casework.collections.count_due",
                count_words="due for you",
                count_permission="servicing.work_collectioncase",
                live_topic="collections",
                live_route="servicing:collections-badge",
            ),
            Entry("Overdue accounts", "event_busy", "servicing:overdue", "ledger.view_ledger"),
            Entry("Finance", "account_balance", "servicing:finance", "ledger.view_finance"),
        ),
    ),
    (
        "Bill payments",
        (
            Entry("Overview", "monitoring", "billers:overview", "billers.view_billertransaction"),
            Entry("Pay a bill", "payments", "billers:pay", "billers.pay_bill"),
            Entry("Look up", "person_search", "billers:lookup", "billers.look_up_bill"),
            Entry(
                "Transactions",
                "receipt_long",
                "billers:transactions",
                "billers.view_billertransaction",
            ),
            Entry(
                "Needs attention",
                "warning",
                "billers:attention",
                "billers.view_billertransaction",
                count="billers.pages.attention.count_waiting",
                count_words="waiting for a person",
            ),
            Entry(
                "Configurations",
                "tune",
                "billers:configurations",
                "billers.view_billerconfig",
            ),
        ),
    ),
    (
        "Operations",
        (
            Entry("Event streams", "stream", "servicing:operations", "servicing.view_operations"),
            Entry(
                "Dead letters",
                "mail_off",
                "servicing:dead-letters",
                "servicing.view_operations",
                count="servicing.queries.figures.count_open_dead_letters",
                count_words="waiting for a person",
            ),
            Entry("Health", "monitor_heart", "servicing:health", "servicing.view_operations"),
        ),
    ),
    (
        "Settings",
        (
            Entry("Staff", "badge", "admin:auth_user_changelist", "auth.view_user"),
            Entry("API tokens", "key", "admin:staff_apitoken_changelist", "staff.view_apitoken"),
            Entry(
                "Audit trail",
                "history_edu",
                "admin:staff_auditentry_changelist",
                "staff.view_auditentry",
            ),
        ),
    ),
)

COUNT_SECONDS = 5


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the navigation of a request's person, in the shape that Unfold hands on."""
    active = _active_link(request)
    groups = [
        {
            "title": title,
            "items": [
                _item(request, entry, active)
                for entry in entries
                if may(request, entry.permission)
            ],
        }
        for title, entries in GROUPS
    ]
    return [group for group in groups if group["items"]]


def find_entries(request: HttpRequest, text: str) -> Iterator[tuple[Entry, str]]:
    """Yield the lines of the navigation whose title contains a text, each with its address."""
    wanted = text.strip().casefold()
    for _title, entries in GROUPS:
        for entry in entries:
            if wanted and wanted in entry.title.casefold() and may(request, entry.permission):
                yield entry, _link(entry)


def forget_counts() -> None:
    """Count anew what needs a person, because somebody has just dealt with something."""
    for _title, entries in GROUPS:
        for entry in entries:
            if entry.count and not entry.live_topic:
                forget(entry.count)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the panel's frame needs around a page."""
    return admin.site.each_context(request)


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a page inside the panel's frame; `context` names at least its `title`."""
    return render(request, template, {**page_context(request), **context}, status=status)


def render_count(request: HttpRequest, route: str) -> HttpResponse:
    """Return the count beside one line of the navigation, as it is now."""
    entry = next(entry for _title, entries in GROUPS for entry in entries if entry.route == route)
    return render(
        request, "billie/shell/navigation_count.html", {"item": _item(request, entry, "")}
    )


def _link(entry: Entry) -> str:
    address = reverse(entry.route)
    return f"{address}?{entry.query}" if entry.query else address


def _active_link(request: HttpRequest) -> str:
    """Return the link of the one line where the request is: the longest that it begins with."""
    here = request.get_full_path()
    links = [_link(entry) for _title, entries in GROUPS for entry in entries]
    fitting = [link for link in links if here == link or (link != "/" and _is_below(here, link))]
    return max(fitting, key=len, default="")


def _is_below(here: str, link: str) -> bool:
    path, _, query = link.partition("?")
    here_path, _, here_query = here.partition("?")
    return here_path.startswith(path) and set(filter(None, query.split("&"))) <= set(
        here_query.split("&")
    )


def _item(request: HttpRequest, entry: Entry, active: str) -> dict[str, Any]:
    link = _link(entry)
    is_counted = bool(entry.count) and may(request, entry.count_permission or SIGNED_IN)
    return {
        "title": entry.title,
        "icon": entry.icon,
        "link": link,
        "active": link == active,
        "count": _count(request, entry) if is_counted else 0,
        "count_words": entry.count_words,
        "live_topic": entry.live_topic if is_counted else "",
        "live_url": reverse(entry.live_route) if entry.live_route else "",
    }


def _count(request: HttpRequest, entry: Entry) -> int:
    """Return a count: what is a person's own is asked now, what all share every few seconds."""
    count: Callable[..., int] = import_string(entry.count)
    if entry.live_topic:
        return count(request.user)
    return remembered(entry.count, seconds=COUNT_SECONDS, answer=count)
