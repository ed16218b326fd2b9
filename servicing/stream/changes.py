"""What a replay would change: rows before and after, column by column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from servicing.projections import Rows, column_names

Remembered = Mapping[tuple[type[models.Model], Any], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One column of one row: what it holds and what it would hold; None where there is no row."""

    table: str
    key: str
    column: str
    before: Any
    after: Any

    def sentence(self, *, dry_run: bool) -> str:
        """Return the change in words."""
        verb = "would become" if dry_run else "became"
        return f"{self.table} {self.key}, {self.column}: {self.before!r} {verb} {self.after!r}"


def remember_rows(rows: Rows) -> Remembered:
    """Return a copy of all rows as they were loaded."""
    return {
        (model, key): dict(row.__dict__)
        for model, table in rows.tables.items()
        for key, row in table.items()
    }


def compare_rows(before: Remembered, rows: Rows) -> list[RowChange]:
    """Return every column that differs from what was remembered, and every new row."""
    changes: list[RowChange] = []
    for model, table in rows.tables.items():
        for key, row in table.items():
            changes += compare_row(model, key, before.get((model, key)), row.__dict__)
    for model, entries in rows.entries.items():
        for entry in entries:
            changes += compare_row(model, entry.pk, None, entry.__dict__)
    return changes


def compare_row(
    model: type[models.Model],
    key: Any,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> list[RowChange]:
    """Return the columns in which two states of a row differ; None stands for no row."""
    before, after = before or {}, after or {}
    return [
        RowChange(
            table=str(model._meta.verbose_name),
            key=show_key(key),
            column=column,
            before=before.get(column),
            after=after.get(column),
        )
        for column in column_names(model)
        if _differs(before.get(column), after.get(column))
    ]


def show_key(key: Any) -> str:
    """Return a row's key as staff read it."""
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _differs(before: Any, after: Any) -> bool:
    nothing: tuple[Any, ...] = (None, "", [], {})
    return before != after and not (before in nothing and after in nothing)
