"""Whether what is answered is behind, because events of it wait."""

from collections.abc import Iterable, Mapping
from typing import Any


def mark_parked(rows: Iterable[Any], kind: str, parked: Mapping[str, object]) -> None:
    """Give rows what the field `parked` shows: whether events of theirs wait."""
    for row in rows:
        row.is_parked = bool(parked.get(f"{kind}:{row.pk}"))
