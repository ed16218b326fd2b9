"""The admin proper of this room: rows as they are stored, to look at and never to change.

Staff work on the pages; credentials and tokens are shown nowhere.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from billers.models import (
    Attempt,
    BillerConfig,
    BillerTransaction,
    Callback,
    CoreTransfer,
    LookupRecord,
    TimelineEntry,
)
from billie.web.read_only_admin import ReadOnlyAdmin

SEALED = frozenset({"credentials", "tokens", "idempotency_key"})
"""Columns of secrets, and the keys of callers, by which an answer could be asked for again."""


class _ReadOnlyInline(TabularInline):  # type: ignore[misc]
    """Rows that belong to the one that is looked at."""

    extra = 0
    can_delete = False
    ordering = ("id",)
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether someone may look."""
        return bool(request.user.has_perm("billers.view_attempt"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: rows are written by what they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing is rewritten."""
        return False


class AttemptInline(_ReadOnlyInline):
    """The calls of a payment."""

    model = Attempt
    fields = ("leg", "reference", "phase", "outcome", "error_message", "latency_ms", "started_at")


class TimelineInline(_ReadOnlyInline):
    """The story of a payment."""

    model = TimelineEntry
    fields = ("at", "before", "after", "why", "who")


class _Unsealed(ReadOnlyAdmin):
    """Leaves out what is kept sealed."""

    exclude = tuple(SEALED)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return all columns but the sealed ones."""
        return [name for name in super().get_readonly_fields(request, obj) if name not in SEALED]


@admin.register(BillerTransaction)
class BillerTransactionAdmin(_Unsealed):
    """Payments as they are stored, with their calls and their story."""

    list_display = ("number", "biller_name", "account_number", "amount", "status", "created_at")
    list_filter = ("status",)
    search_fields = ("number__exact", "external_transaction_id__exact")
    search_help_text = "An exact number, or a biller's exact reference"
    ordering = ("-created_at", "-id")
    inlines = (AttemptInline, TimelineInline)


@admin.register(BillerConfig)
class BillerConfigAdmin(_Unsealed):
    """Billers as they are set up; changed on their own pages and by the interface."""

    add_permission = "nobody"  # a biller is added where its values are checked
    list_display = ("biller_type", "display_name", "dialect", "is_active", "version")
    ordering = ("biller_type",)


@admin.register(LookupRecord)
class LookupRecordAdmin(ReadOnlyAdmin):
    """Questions to billers, newest first."""

    list_display = ("id", "biller_type", "transaction_type", "result", "asked_by", "asked_at")
    list_select_related = ("asked_by",)
    ordering = ("-asked_at", "-id")


@admin.register(CoreTransfer)
class CoreTransferAdmin(_Unsealed):
    """Transfers at core banking that belong to no payment, newest first."""

    list_display = (
        "reference",
        "debit_account",
        "credit_account",
        "amount",
        "currency",
        "outcome",
        "asked_by",
        "asked_at",
    )
    list_filter = ("outcome",)
    list_select_related = ("asked_by",)
    search_fields = ("reference__exact", "their_reference__exact")
    search_help_text = "An exact reference, ours or core banking's"
    ordering = ("-asked_at", "-id")


@admin.register(Callback)
class CallbackAdmin(ReadOnlyAdmin):
    """What billers sent of themselves, newest first."""

    list_display = ("id", "biller_type", "verdict", "received_at", "processed_at", "words")
    list_filter = ("verdict",)
    ordering = ("-received_at", "-id")
