"""A table in the admin proper that is there to be looked at, and never to change anything."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from billie.staff.offered_filters import OfferedFilters


class ReadOnlyAdmin(OfferedFilters, ModelAdmin):  # type: ignore[misc]
    """Shows rows without counting them, and refuses to add, change or delete any.

    `view_permission` is the permission that opens it, in place of the model's own.
    """

    show_full_result_count = False
    paginator = InfinitePaginator
    list_per_page = 50
    view_permission = ""
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return all columns."""
        return [field.name for field in self.opts.fields]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether someone may look."""
        if self.view_permission:
            return bool(request.user.has_perm(self.view_permission))
        return bool(super().has_view_permission(request, obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return whether the table is listed for someone."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: rows are written by what they tell of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing is rewritten."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing is dropped."""
        return False
