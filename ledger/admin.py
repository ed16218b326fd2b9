"""The admin proper of this room: money commands as they are stored, with every move.

Staff work on the pages; this is for who must see a row as it is stored.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from billie.web.read_only_admin import ReadOnlyAdmin
from ledger.models import CommandBatch, CommandMove, MoneyCommand, OutgoingEvent

VIEW = "ledger.view_moneycommand"


class MovesInline(TabularInline):  # type: ignore[misc]
    """The moves of a command, the first one first."""

    model = CommandMove
    fields = ("at", "before", "after", "why", "who", "evidence")
    readonly_fields = fields
    ordering = ("id",)
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether someone may look: whoever may see the command."""
        return bool(request.user.has_perm(VIEW))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: moves are written as they happen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what happened stays."""
        return False


@admin.register(MoneyCommand)
class MoneyCommandAdmin(ReadOnlyAdmin):
    """Money commands, the newest first; found by what an index can find."""

    list_display = ("id", "kind", "state", "loan_account_id", "amount", "currency", "requested_at")
    list_filter = ("state",)
    search_fields = ("loan_account_id__exact", "customer_id__exact")
    search_help_text = "An exact loan account ID or customer ID"
    ordering = ("-id",)
    inlines = (MovesInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[MoneyCommand]":
        """Return commands with the people behind them."""
        commands: QuerySet[MoneyCommand] = super().get_queryset(request)
        return commands.select_related("requested_by", "approved_by")


@admin.register(CommandBatch)
class CommandBatchAdmin(ReadOnlyAdmin):
    """Bulk waivers as they are stored."""

    view_permission = VIEW
    list_display = ("id", "requested_by", "requested_at", "currency", "finished_at")
    ordering = ("-id",)


@admin.register(OutgoingEvent)
class OutgoingEventAdmin(ReadOnlyAdmin):
    """Events of ours, and when they were published."""

    view_permission = VIEW
    list_display = ("id", "typ", "conversation", "created_at", "published_at")
    ordering = ("-id",)
