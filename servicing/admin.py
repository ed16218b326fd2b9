"""The admin proper of this room: event store and read models, to look at and never to change.

Staff work on the pages; this is for who must see a row as it is stored.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from billie.web.read_only_admin import ReadOnlyAdmin
from servicing.models import (
    Conversation,
    Customer,
    DeadLetter,
    LoanAccount,
    ParkedAggregate,
    StoredEvent,
    StreamBookmark,
)


@admin.register(StoredEvent)
class StoredEventAdmin(ReadOnlyAdmin):
    """Every message as it came, newest first; found by what an index can find."""

    view_permission = "servicing.view_operations"
    list_display = ("id", "typ", "aggregate", "outcome", "stream", "entry_id", "published_at")
    search_fields = ("aggregate__exact",)
    search_help_text = "An exact aggregate, as in account:… or customer:…"
    ordering = ("-id",)


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin):
    """Dead letters as they are stored; acting on them is done on their own pages."""

    view_permission = "servicing.view_operations"
    list_display = ("id", "typ", "aggregate", "kind", "status", "created_at", "resolved_by")
    list_filter = ("status", "kind")
    search_fields = ("aggregate__exact",)
    search_help_text = "An exact aggregate, as in account:…"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[DeadLetter]":
        """Return the letters with their events."""
        letters: QuerySet[DeadLetter] = super().get_queryset(request)
        return letters.select_related("event")


@admin.register(ParkedAggregate)
class ParkedAggregateAdmin(ReadOnlyAdmin):
    """Aggregates whose events wait."""

    view_permission = "servicing.view_operations"
    list_display = ("aggregate", "state", "attempts", "parked_at", "next_attempt_at")
    ordering = ("parked_at",)


@admin.register(StreamBookmark)
class StreamBookmarkAdmin(ReadOnlyAdmin):
    """How far each stream has been applied."""

    view_permission = "servicing.view_operations"
    list_display = ("stream", "incarnation", "entry_id", "events", "duplicates", "applied_at")
    ordering = ("stream",)


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    """Customers as they are stored."""

    list_display = ("customer_id", "full_name", "ekyc_status", "as_of")
    search_fields = ("customer_id__exact",)
    search_help_text = "An exact customer ID"
    ordering = ("customer_id",)


@admin.register(LoanAccount)
class LoanAccountAdmin(ReadOnlyAdmin):
    """Loan accounts as they are stored."""

    list_display = ("loan_account_id", "account_number", "customer_id", "account_status", "as_of")
    search_fields = ("loan_account_id__exact", "account_number__exact")
    search_help_text = "An exact account ID or number"
    ordering = ("loan_account_id",)


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Conversations as they are stored."""

    list_display = ("conversation_id", "application_number", "decision", "as_of")
    search_fields = ("conversation_id__exact", "application_number__exact")
    search_help_text = "An exact conversation ID or application number"
    ordering = ("conversation_id",)
