"""How examples stand in the description at /api/docs."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def answer(value: Any, name: str = "An answer") -> list[OpenApiExample]:
    """Return an example of what an address answers."""
    return [OpenApiExample(name, value=value, response_only=True)]


def page(row: dict[str, Any], path: str) -> list[OpenApiExample]:
    """Return an example of the first page of a list, with more to come."""
    following = f"https://billie.example/api/{path}?cursor=WyJhZnRlciJd%3A1xUUnA%3AmPCNW"
    return answer({"results": [row], "next": following, "previous": None}, "A page")
