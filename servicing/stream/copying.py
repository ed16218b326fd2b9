"""COPY, the fastest way into PostgreSQL, with Django's own exceptions when it fails."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

NO_ITEMS = "{}"  # an empty array as COPY reads it; cheaper than having a list adapted


def copy_rows(
    cursor: CursorWrapper, *, into: str, columns: str, rows: Iterable[Sequence[Any]]
) -> None:
    """Copy rows of values into a table; `columns` names them as SQL.

    :raises django.db.DataError: if a value does not fit its column
    :raises django.db.IntegrityError: if a row breaks a constraint
    """
    with (
        connection.wrap_database_errors,
        cursor.copy(f"copy {into} ({columns}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)
