"""Many rows like one, so that the database plans as it would for a table that is in use."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Model


def copy_row(row: Model, *, times: int, but: Mapping[str, str]) -> None:
    """Put copies of a row beside it, and let the planner know.

    `but` says in SQL what is another value in each copy, by column; `n` is the copy's number.
    """
    meta = row._meta
    columns = [str(field.column) for field in meta.concrete_fields if not field.primary_key]
    values = [but.get(column, column) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {meta.db_table} ({', '.join(columns)}) select {', '.join(values)}"
            f" from {meta.db_table}, generate_series(1, %s) n where id = %s",
            [times, row.pk],
        )
        cursor.execute(f"analyze {meta.db_table}")
