"""Making rows inside the database: statements written from a model's columns."""

import sys
import time
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], source: str, **columns: str) -> None:
    """Insert rows from SQL expressions; columns that are not named get the model's default."""
    began = time.perf_counter()
    names, values, defaults = [], [], []
    for column in model._meta.concrete_fields:
        expression = columns.pop(column.attname, None)
        if expression is None and column.primary_key:
            continue
        names.append(column.attname)
        values.append("%s" if expression is None else f"({expression})".replace("%", "%%"))
        if expression is None:
            defaults.append(column.get_db_prep_save(column.get_default(), connection))
    if columns:
        raise ValueError(f"{model.__name__} has no {', '.join(columns)}")
    run(
        f"insert into {model._meta.db_table} ({', '.join(names)})"
        f" select {', '.join(values)} from {source.replace('%', '%%')}",
        defaults,
    )
    say(f"{model._meta.verbose_name_plural}: {time.perf_counter() - began:.1f} s")


def run(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
