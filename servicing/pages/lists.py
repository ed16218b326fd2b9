"""The lists: customers, accounts, conversations. The address carries filters and place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from billie.staff.access import requires_permission
from billie.web import words
from billie.web.keyset import CursorNotValid, Page
from billie.web.panel import render_page
from servicing.pages.forms import AccountFilters, ConversationFilters, CustomerFilters, FilterForm
from servicing.queries.accounts import list_accounts
from servicing.queries.conversations import list_conversations
from servicing.queries.customers import list_customers


@requires_permission("servicing.view_customer")
def customers(request: HttpRequest) -> HttpResponse:
    """List customers by name."""
    return show_list(
        request,
        template="servicing/customers.html",
        title="Customers",
        filters=CustomerFilters(request.GET),
        ask=lambda chosen, cursor: list_customers(**chosen, cursor=cursor),
    )


@requires_permission("servicing.view_loanaccount")
def accounts(request: HttpRequest) -> HttpResponse:
    """List loan accounts, the latest to pay first where lateness is asked for."""
    filters = AccountFilters(request.GET)
    asked = filters.asked()
    return show_list(
        request,
        template="servicing/accounts.html",
        title="Arrears" if asked.in_arrears else "Accounts",
        filters=filters,
        ask=lambda _chosen, cursor: list_accounts(filters=asked, cursor=cursor),
        order_words="Most days past due first" if asked.is_about_lateness else "By account ID",
    )


@requires_permission("servicing.view_conversation")
def conversations(request: HttpRequest) -> HttpResponse:
    """List conversations, the latest first."""
    now = timezone.now()
    return show_list(
        request,
        template="servicing/conversations.html",
        title="Conversations",
        filters=ConversationFilters(request.GET),
        ask=lambda chosen, cursor: list_conversations(now=now, **chosen, cursor=cursor),
    )


def show_list(
    request: HttpRequest,
    *,
    template: str,
    title: str,
    filters: FilterForm,
    ask: Callable[[dict[str, Any], str | None], Page[Any]],
    **context: Any,
) -> HttpResponse:
    """Render a page of a list; a place that is no longer known leads back to the first page.

    `ask` gets the filters that were understood and the cursor, and returns the page. What else
    the template needs is handed on.
    """
    chosen = filters.chosen()
    try:
        page = ask(chosen, request.GET.get("cursor"))
    except CursorNotValid as problem:
        messages.warning(request, str(problem))
        kept = request.GET.copy()
        kept.pop("cursor", None)
        return redirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)
    context |= {
        "title": title,
        "page": page,
        "filters": filters,
        "is_filtered": bool(chosen) or not filters.is_valid(),
        "count_words": _count(page),
    }
    return render_page(request, template, context)


def _count(page: Page[Any]) -> str:
    """Return how many rows are shown, for screen readers after a filter was changed."""
    shown = words.whole(len(page.rows))
    return f"{shown} shown, and there are more." if page.next_cursor else f"{shown} shown."
