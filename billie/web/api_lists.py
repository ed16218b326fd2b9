"""Lists of the API: `{results, next, previous}`, a page at a time, never counted."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from billie.web.keyset import DEFAULT_LIMIT, GREATEST_LIMIT, LimitNotValid, Page, paginate

PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="A place in the list; take it from `next`."),
    OpenApiParameter(
        "limit",
        int,
        description=f"Rows of a page, 1 to {GREATEST_LIMIT}; {DEFAULT_LIMIT} if left out.",
    ),
]


def page_of(row: "type[serializers.Serializer[Any]]") -> Any:
    """Return how a page of such rows is described at /api/docs."""
    return inline_serializer(
        name=row.__name__.removesuffix("Serializer") + "Page",
        fields={
            "results": row(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )


def list_page(
    request: Request, queryset: "QuerySet[Any, Any]", *, order: Sequence[str]
) -> Page[Any]:
    """Return the page of a queryset that a request asks for with `cursor` and `limit`.

    :raises CursorNotValid: if the cursor is not one of this list; answered with 400
    :raises LimitNotValid: if the limit is no number from 1 to 200; answered with 400
    """
    limit = read_limit(request.query_params.get("limit"))
    cursor = request.query_params.get("cursor")
    return paginate(queryset, order=order, cursor=cursor, limit=limit)


def read_limit(text: str | None) -> int:
    """Return how many rows a page has, as asked for or 50.

    :raises LimitNotValid: if it is not a number from 1 to 200
    """
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= GREATEST_LIMIT):
        raise LimitNotValid(f"The limit must be a number from 1 to {GREATEST_LIMIT}.")
    return int(text)


def answer_list(
    request: Request, page: Page[Any], *, to_json: Callable[[list[Any]], Any]
) -> Response:
    """Return the answer that holds a page, with the addresses of its neighbours."""
    return Response(
        {
            "results": to_json(page.rows),
            "next": _address(request, page.next_cursor),
            "previous": _address(request, page.previous_cursor),
        }
    )


def _address(request: Request, cursor: str | None) -> str | None:
    """Return the address of the page at a cursor, with all filters of this one."""
    if cursor is None:
        return None
    here = remove_query_param(request.build_absolute_uri(), "cursor")
    return replace_query_param(here, "cursor", cursor)
