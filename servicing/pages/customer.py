"""The customer page: who it is, what hurts, the chosen loan, conversations, notes and timeline.

`?account=` names the chosen loan, `?tab=` what is shown of it, `?show=` what the timeline is
narrowed to. While the page is
open, `customer_parts` answers those of its parts again that have changed (see billie.live).
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from billie.live import publisher
from billie.staff.access import may, requires_permission
from billie.staff.approval_queries import list_open_for_customer
from billie.web.panel import render_page
from ledger.queries.commands import list_open_commands_of
from servicing.pages.account_money import find_owing, money_context
from servicing.pages.cockpit import approval_alerts
from servicing.pages.customer_casework import casework_alerts, casework_context
from servicing.pages.customer_context import Asked, customer_context
from servicing.pages.money.alerts import command_alerts
from servicing.pages.note_form import NoteForm
from servicing.pages.timeline import timeline_context
from servicing.queries.casework import get_casework
from servicing.queries.customers import CustomerNotKnown, CustomerView, get_customer_view
from servicing.queries.flags import until_words

VIEW = "servicing.view_customer"
SEES = {
    "accounts": "servicing.view_loanaccount",
    "conversations": "servicing.view_conversation",
    "notes": "servicing.view_contactnote",
    "commands": "ledger.view_moneycommand",
    "operations": "servicing.view_operations",
    "note_form": "servicing.add_contactnote",
    "promises": "servicing.view_promisetopay",
    "promise_form": "servicing.add_promisetopay",
    "promise_cancel": "servicing.cancel_promisetopay",
    "flags": "servicing.view_customerflag",
    "flag_form": "servicing.add_customerflag",
    "flag_release": "servicing.release_customerflag",
    "collections": "servicing.view_collectioncase",
    "approvals": "staff.view_approval",
}
NEEDS = {
    "person": VIEW,
    "attention": VIEW,
    "rail": SEES["accounts"],
    "account": SEES["accounts"],
    "promises": SEES["promises"],
    "flags": SEES["flags"],
    "notes": SEES["notes"],
    "conversations": SEES["conversations"],
    "timeline-lines": VIEW,
}
CASEWORK_PARTS = frozenset({"person", "attention", "promises", "flags"})
LIVE_PARTS = frozenset({"rail", "account"})
"""Parts that show what the ledger says."""


@requires_permission(VIEW)
def customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Show a customer."""
    return customer_page(request, customer_id)


def customer_page(
    request: HttpRequest,
    customer_id: str,
    *,
    note_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the whole page, with a note form that was not accepted if there is one."""
    live_after = publisher.current_position()  # before anything is read
    try:
        context = _context(request, customer_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    context["live_after"] = live_after
    context["note_form"] = note_form or context["note_form"]
    return render_page(request, "servicing/customer.html", context, status=status)


@requires_permission(VIEW)
def customer_parts(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Answer those parts of the page that `?part=` names, as they are now."""
    parts = [
        name for name in request.GET.getlist("part") if name in NEEDS and may(request, NEEDS[name])
    ]
    try:
        context = _context(request, customer_id, parts)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    context["parts"] = [f"servicing/customer/{name}.html" for name in parts]
    return render(request, "servicing/customer/parts.html", context)


def not_known(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Say that nothing is known of a customer, and what to do about it."""
    context = {"title": "No such customer", "customer_id": customer_id}
    return render_page(request, "servicing/customer_not_known.html", context, status=404)


def _context(
    request: HttpRequest, customer_id: str, parts: Collection[str] = ()
) -> dict[str, Any]:
    now = timezone.now()
    view = get_customer_view(customer_id=customer_id)
    sees = {name: may(request, permission) for name, permission in SEES.items()}
    asked = Asked(**{name: request.GET.get(name, "") for name in Asked._fields})
    wants_ledger = not parts or LIVE_PARTS.intersection(parts)
    accounts = view.accounts if sees["accounts"] and wants_ledger else []
    owing = find_owing(request, accounts, is_part=bool(parts))
    context = customer_context(view, asked=asked, sees=sees, now=now, owing=owing)
    if not parts or CASEWORK_PARTS.intersection(parts):
        _add_casework(context, view, sees=sees, today=timezone.localdate(now))
    if sees["commands"] and (not parts or "attention" in parts):
        identities = [customer_id, *view.merged_ids]
        unsettled = command_alerts(list_open_commands_of(customer_ids=identities))
        context["alerts"] = [*unsettled, *context["alerts"]]
    if (pane := context["pane"]) and wants_ledger:
        context |= money_context(
            request,
            pane.account,
            customer_ids=[customer_id, *view.merged_ids],
            owing=owing,
            is_part=bool(parts),
            now=now,
        )
    if sees["approvals"] and (not parts or "attention" in parts):
        theirs = [customer_id, *view.merged_ids]
        context["alerts"] += approval_alerts(list_open_for_customer(customer_ids=theirs))
    if not parts or "timeline-lines" in parts:
        cursor = request.GET.get("cursor", "")
        context |= timeline_context(view, show=asked.show, cursor=cursor, sees=sees)
    return context


def _add_casework(
    context: dict[str, Any], view: CustomerView, *, sees: Mapping[str, bool], today: date
) -> None:
    """Add promises and flags to the page; flags stand before all else that needs action."""
    accounts = view.accounts if sees["accounts"] else []
    casework = get_casework(
        customer_ids=[view.customer_id, *view.merged_ids],
        loan_account_ids=[row.pk for row in accounts],
        today=today,
    )
    flags, others = casework_alerts(casework, accounts, sees=sees, today=today)
    context["alerts"] = [*flags, *context["alerts"], *others]
    context |= casework_context(
        casework, accounts=accounts, chosen_id=context["chosen_id"], sees=sees, today=today
    )
    if context["note_form"] and casework.stop_contact:
        context["note_form"].rule_out_contact(until_words(casework.stop_contact))
