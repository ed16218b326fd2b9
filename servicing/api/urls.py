"""The addresses of this room below /api/ (DESIGN 8)."""

from django.urls import path

from billie.web import address_keys  # noqa: F401 - brings the kind of parameter named "key"
from billie.web.api_errors import register_answers
from servicing.api import (
    accounts,
    collections,
    conversations,
    customers,
    dead_letters,
    events,
    flags,
    notes,
    promises,
    search,
)
from servicing.api.answers import ANSWERS

register_answers(ANSWERS)

app_name = "servicing-api"

urlpatterns = [
    path("customers", customers.CustomersEndpoint.as_view(), name="customers"),
    path("customer/<key:customerId>/notes", notes.NotesEndpoint.as_view(), name="notes"),
    path(
        "customer/<key:customerId>/promises", promises.PromisesEndpoint.as_view(), name="promises"
    ),
    path("customer/<key:customerId>/flags", flags.FlagsEndpoint.as_view(), name="flags"),
    path("customer/<key:customerId>", customers.CustomerEndpoint.as_view(), name="customer"),
    path(
        "promises/<int:id>/cancel",
        promises.CancelPromiseEndpoint.as_view(),
        name="cancel-promise",
    ),
    path("flags/<int:id>/release", flags.ReleaseFlagEndpoint.as_view(), name="release-flag"),
    path("collections", collections.CollectionsEndpoint.as_view(), name="collections"),
    path(
        "collections/<key:loanAccountId>/assign",
        collections.AssignEndpoint.as_view(),
        name="assign-collection",
    ),
    path(
        "collections/<key:loanAccountId>/outcome",
        collections.OutcomeEndpoint.as_view(),
        name="record-outcome",
    ),
    path("accounts", accounts.AccountsEndpoint.as_view(), name="accounts"),
    path("accounts/<key:loanAccountId>", accounts.AccountEndpoint.as_view(), name="account"),
    path("conversations", conversations.ConversationsEndpoint.as_view(), name="conversations"),
    path(
        "conversations/<key:conversationId>",
        conversations.ConversationEndpoint.as_view(),
        name="conversation",
    ),
    path("search", search.SearchEndpoint.as_view(), name="search"),
    path("events/status", events.EventsStatusEndpoint.as_view(), name="events-status"),
    path("events/dead-letters", dead_letters.DeadLettersEndpoint.as_view(), name="dead-letters"),
    path(
        "events/dead-letters/<int:id>",
        dead_letters.DeadLetterEndpoint.as_view(),
        name="dead-letter",
    ),
    path(
        "events/dead-letters/<int:id>/replay",
        dead_letters.ReplayEndpoint.as_view(),
        name="replay-dead-letter",
    ),
    path(
        "events/dead-letters/<int:id>/discard",
        dead_letters.DiscardEndpoint.as_view(),
        name="discard-dead-letter",
    ),
]
