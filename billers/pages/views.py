"""Saved views of the list of payments: chips above it, each a name for filters in its address."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from billers.operations.views import ViewRefused, delete_view, save_view
from billers.pages.filters import PaymentFilterForm
from billers.pages.people import VIEW, who
from billers.queries.views import list_views
from billie.staff.access import requires_permission


class ViewChip(NamedTuple):
    """One saved view; `is_open` says that its filters are those of the page."""

    pk: int
    name: str
    url: str
    is_open: bool


def chips_of(request: HttpRequest, filters: PaymentFilterForm) -> list[ViewChip]:
    """Return the views of whoever sits there."""
    now = filters.as_written()
    return [
        ViewChip(view.pk, view.name, _address(view.filters), view.filters == now)
        for view in list_views(owner=who(request))
    ]


@requires_permission(VIEW)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the filters of the page under a name."""
    filters = PaymentFilterForm(QueryDict(request.POST.get("filters", ""))).as_written()
    try:
        view = save_view(
            owner=who(request),
            name=request.POST.get("name", ""),
            filters=filters,
            now=timezone.now(),
        )
    except ViewRefused as refused:
        messages.warning(request, f"{refused} Nothing was saved.")
    else:
        messages.success(request, f"View “{view.name}” saved. Only you see it.")
    return redirect(_address(filters))


@requires_permission(VIEW)
@require_POST
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view of one's own; the filters of the page stay."""
    name = delete_view(view_id=view_id, owner=who(request))
    if name is not None:
        messages.success(request, f"View “{name}” deleted.")
    filters = PaymentFilterForm(QueryDict(request.POST.get("filters", "")))
    return redirect(_address(filters.as_written()))


def _address(filters: Mapping[str, str]) -> str:
    address = reverse("billers:transactions")
    return f"{address}?{urlencode(sorted(filters.items()))}" if filters else address
