"""The addresses of this room, one line each (DESIGN 8)."""

from django.urls import path

from billie.web.approvals.beside import register_beside
from servicing.pages import (
    account,
    approval_beside,
    conversation,
    customer,
    dashboard,
    ledger_finance,
    ledger_overdue,
    ledger_statement,
    ledger_transactions,
    lists,
    notes,
    operations,
    search,
)
from servicing.pages import dead_letter_acts as acts
from servicing.pages.casework import collections, contact, flags, promises
from servicing.pages.money import batch, bulk, command, flow, queue
from servicing.pages.money.kinds import ACTS

app_name = "servicing"

register_beside("servicing", approval_beside.beside_approval)

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
    path("servicing/collections/", collections.queue, name="collections"),
    path("servicing/collections/badge", collections.badge, name="collections-badge"),
    path(
        "servicing/collections/<path:loan_account_id>/assign",
        collections.assign,
        name="collection-assign",
    ),
    path(
        "servicing/collections/<path:loan_account_id>/outcome",
        contact.write_down,
        name="collection-outcome",
    ),
    path("servicing/collections/<path:loan_account_id>", contact.collection, name="collection"),
    path("servicing/customers/<path:customer_id>/promises", promises.take, name="promise"),
    path(
        "servicing/customers/<path:customer_id>/promises/<int:promise_id>/cancel",
        promises.cancel,
        name="promise-cancel",
    ),
    path("servicing/customers/<path:customer_id>/flags", flags.set_, name="flag"),
    path(
        "servicing/customers/<path:customer_id>/flags/<int:flag_id>/release",
        flags.release,
        name="flag-release",
    ),
    path("servicing/customers/<path:customer_id>/notes", notes.write, name="notes"),
    path(
        "servicing/customers/<path:customer_id>/notes/<int:note_id>",
        notes.amend,
        name="note-amend",
    ),
    path("servicing/customers/<path:customer_id>", customer.customer, name="customer"),
    *(
        path(
            f"servicing/accounts/<path:loan_account_id>/money/{act.slug}",
            flow.money_page(act),
            name=f"money-{act.slug}",
        )
        for act in ACTS
    ),
    path(
        "servicing/accounts/<path:loan_account_id>/transactions",
        ledger_transactions.transactions,
        name="transactions",
    ),
    path(
        "servicing/accounts/<path:loan_account_id>/statement",
        ledger_statement.statement,
        name="statement",
    ),
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
    path("servicing/commands/", queue.queue, name="commands"),
    path("servicing/commands/all", queue.commands, name="all-commands"),
    path("servicing/commands/<int:number>", command.command, name="command"),
    path("servicing/commands/<int:number>/resend", command.resend, name="command-resend"),
    path("servicing/commands/<int:number>/drop", command.drop, name="command-drop"),
    path("servicing/waivers/", bulk.bulk_waiver, name="bulk-waiver"),
    path("servicing/waivers/<int:number>", batch.batch, name="waiver-batch"),
    path("servicing/finance/", ledger_finance.finance, name="finance"),
    path("servicing/overdue/", ledger_overdue.overdue, name="overdue"),
    path("operations/", operations.operations, name="operations"),
    path("operations/dead-letters/", operations.dead_letters, name="dead-letters"),
    path("operations/dead-letters/<int:number>", operations.dead_letter, name="dead-letter"),
    path("operations/dead-letters/<int:number>/replay", acts.replay, name="replay-dead-letter"),
    path("operations/dead-letters/<int:number>/discard", acts.discard, name="discard-dead-letter"),
    path("operations/health", operations.health, name="health"),
]
