"""What a replay changes, row by row and in words, for the table of before and after."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from billie.web import words
from servicing.stream.changes import RowChange


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One value before and after, in words; empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One row and all of its values that change."""

    table: str
    key: str
    changes: list[ShownChange]


def group_changes(changes: Iterable[RowChange]) -> list[ChangedRow]:
    """Return the changes by row, in the order in which the rows were touched."""
    by_row = groupby(changes, key=lambda change: (change.table, change.key))
    return [
        ChangedRow(table=table, key=key, changes=[_shown(change) for change in of_row])
        for (table, key), of_row in by_row
    ]


def _shown(change: RowChange) -> ShownChange:
    label = change.column.removeprefix("is_").removesuffix("_id").replace("_", " ").capitalize()
    return ShownChange(label=label, before=_in_words(change.before), after=_in_words(change.after))


def _in_words(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    for kind, say in IN_WORDS:
        if isinstance(value, kind):
            return say(value)
    return str(value)


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _list(values: list[Any]) -> str:
    if all(isinstance(value, str) for value in values):
        return ", ".join(values)
    return _document(values)


def _document(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


# The first kind that fits counts: an instant is a date as well.
IN_WORDS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, _yes_or_no),
    (Decimal, words.amount),
    (datetime, words.exact),
    (date, words.day),
    (list, _list),
    (dict, _document),
)
