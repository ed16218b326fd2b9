"""How every list page is shown: filters and place stand in its address."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from billie.web import words
from billie.web.filters import FilterForm
from billie.web.keyset import CursorNotValid, Page
from billie.web.panel import render_page


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
