"""The lists: customers, accounts, conversations. The address carries filters and place."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from billie.staff.access import requires_permission
from billie.web.list_pages import show_list
from servicing.pages.forms import AccountFilters, ConversationFilters, CustomerFilters
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
