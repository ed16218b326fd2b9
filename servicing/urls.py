"""The addresses of this room, one line each (DESIGN 8)."""

from django.urls import path

from servicing.pages import (
    account,
    conversation,
    customer,
    dashboard,
    lists,
    notes,
    operations,
    search,
)
from servicing.pages import dead_letter_acts as acts

app_name = "servicing"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("search", search.search, name="search"),
    path("servicing/customers/", lists.customers, name="customers"),
    path("servicing/accounts/", lists.accounts, name="accounts"),
    path("servicing/conversations/", lists.conversations, name="conversations"),
    path(
        "servicing/customers/<path:customer_id>/parts",
        customer.customer_parts,
        name="customer-parts",
    ),
    path("servicing/customers/<path:customer_id>/notes", notes.write, name="notes"),
    path(
        "servicing/customers/<path:customer_id>/notes/<int:note_id>",
        notes.amend,
        name="note-amend",
    ),
    path("servicing/customers/<path:customer_id>", customer.customer, name="customer"),
    path("servicing/accounts/<path:loan_account_id>", account.account, name="account"),
    path(
        "servicing/conversations/<path:conversation_id>/parts",
        conversation.conversation_parts,
        name="conversation-parts",
    ),
    path(
        "servicing/conversations/<path:conversation_id>",
        conversation.conversation,
        name="conversation",
    ),
    path("operations/", operations.operations, name="operations"),
    path("operations/dead-letters/", operations.dead_letters, name="dead-letters"),
    path("operations/dead-letters/<int:number>", operations.dead_letter, name="dead-letter"),
    path("operations/dead-letters/<int:number>/replay", acts.replay, name="replay-dead-letter"),
    path("operations/dead-letters/<int:number>/discard", acts.discard, name="discard-dead-letter"),
    path("operations/health", operations.health, name="health"),
]
