"""Rotating keys while everything runs: each sealed value is wrapped anew, and only its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from billie.vault.envelope import CannotUnseal, Keyring, rewrap, sealed_under
from billie.vault.fields import SecretsField

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of sealed values, by its place in the database."""

    table: str
    key: str
    column: str


@dataclass(slots=True, kw_only=True)
class Rotated:
    """What became of a column: values wrapped anew, and rows whose value does not open."""

    column: Column
    rewrapped: int = 0
    locked_out: int = 0


def sealed_columns() -> list[Column]:
    """Return every sealed column of every model."""
    return [
        Column(table=model._meta.db_table, key=_name(model._meta.pk), column=_name(field))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SecretsField)
    ]


def rotate(column: Column, *, keyring: Keyring) -> Iterator[Rotated]:
    """Wrap a column's values under the current key, batch by batch; yield how far it has come.

    A value that somebody else changes meanwhile is left alone: it is under the current key by
    then. Stopped half-way, the next run goes on where this one was.
    """
    done = Rotated(column=column)
    latest: Any = None
    while batch := _next_batch(column, keyring, latest):
        latest = batch[-1][0]
        with transaction.atomic(durable=True):
            for key, sealed in batch:
                _rewrap_one(column, key, sealed, keyring, done)
        yield done


def _next_batch(column: Column, keyring: Keyring, after: Any) -> list[tuple[Any, str]]:
    """Return the next rows that are sealed under another key than the current one."""
    after_words = f'and "{column.key}" > %s' if after is not None else ""
    values = [sealed_under(keyring.current) + "%", *([after] if after is not None else []), BATCH]
    with connection.cursor() as cursor:
        cursor.execute(
            f'select "{column.key}", "{column.column}" from "{column.table}"'  # noqa: S608 - names
            f""" where "{column.column}" <> '' and "{column.column}" not like %s {after_words}"""
            f' order by "{column.key}" limit %s',
            values,
        )
        rows: list[tuple[Any, str]] = cursor.fetchall()
    return rows


def _rewrap_one(column: Column, key: Any, sealed: str, keyring: Keyring, done: Rotated) -> None:
    try:
        anew = rewrap(sealed, keyring=keyring)
    except CannotUnseal:
        done.locked_out += 1
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f'update "{column.table}" set "{column.column}" = %s'  # noqa: S608 - names of ours
            f' where "{column.key}" = %s and "{column.column}" = %s',
            [anew, key, sealed],
        )
        done.rewrapped += cursor.rowcount


def _name(field: Any) -> str:
    """Return the name of a field's column in the database."""
    return str(field.column)
