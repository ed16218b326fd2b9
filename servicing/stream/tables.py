"""Read models to and from PostgreSQL: one query a table to load a batch, two to save it.

New rows are copied straight into their table; changed rows are copied into a temporary table and
updated from there in one statement. Both go through COPY, the fastest way in.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from servicing.models import (
    Conversation,
    Customer,
    Instalment,
    LoanAccount,
    NoticeboardPost,
    Payment,
    Utterance,
    WriteOffRequest,
)
from servicing.projections import Rows, Wanted, build_row, column_names
from servicing.stream.copying import NO_ITEMS, copy_rows
from servicing.stream.json_columns import decode_json, encode_json

#   table          its natural key
KEYS: dict[type[models.Model], tuple[str, ...]] = {
    Customer: ("customer_id",),
    LoanAccount: ("loan_account_id",),
    Instalment: ("loan_account_id", "payment_number"),
    Payment: ("payment_id",),
    Conversation: ("conversation_id",),
    WriteOffRequest: ("request_id",),
}
ENTRIES: tuple[type[models.Model], ...] = (Utterance, NoticeboardPost)
PROJECTED: tuple[type[models.Model], ...] = (*KEYS, *ENTRIES)


def load_rows(wanted: Wanted) -> Rows:
    """Load and lock the rows that events name, table by table, in key order.

    The order is the same for everybody, so that two writers wait for each other and never in a
    circle. Must be called inside a transaction.
    """
    rows = Rows()
    moving = list(wanted.moving)
    _load(rows, Customer, {"customer_id": wanted.customers, "merged_into_id": moving})
    targets = {row.merged_into_id for row in rows.tables[Customer].values()} - {None}
    if missing := targets - rows.tables[Customer].keys():
        _load(rows, Customer, {"customer_id": missing})
    _load(rows, LoanAccount, {"loan_account_id": wanted.accounts, "customer_id": moving})
    _load(rows, Instalment, {"loan_account_id": wanted.schedules})
    _load(rows, Payment, {"payment_id": wanted.payments})
    _load(rows, Conversation, {"conversation_id": wanted.conversations, "customer_id": moving})
    _load(rows, WriteOffRequest, {"request_id": wanted.write_offs, "customer_id": moving})
    return rows


def save_rows(rows: Rows) -> None:
    """Write what the handlers changed.

    :raises django.db.IntegrityError: if somebody else has created one of the new rows meanwhile
    :raises django.db.DataError: if a value does not fit its column
    """
    with connection.cursor() as cursor:
        for model in KEYS:
            table, new = rows.tables[model], rows.new[model]
            copy_in(cursor, model, [table[key] for key in sorted(new)])
            changed = rows.changed[model] - new
            _update(cursor, model, [table[key] for key in sorted(changed)])
        for model in ENTRIES:
            copy_in(cursor, model, rows.entries[model])


def delete_rows(model: type[models.Model], keys: Sequence[Any]) -> None:
    """Delete rows by their keys."""
    if not keys:
        return
    names = KEYS.get(model, ("event_id",))
    table = model._meta.db_table
    match = " and ".join(f'"{name}" = %s' for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"delete from {table} where {match}",  # noqa: S608 - our own names
            [key if isinstance(key, tuple) else (key,) for key in keys],
        )


def copy_in(cursor: CursorWrapper, model: type[models.Model], rows: Sequence[Any]) -> None:
    """Copy new rows into their table."""
    if rows:
        _copy(cursor, model._meta.db_table, model, rows)


def quoted(names: Iterable[str]) -> str:
    """Return column names as SQL."""
    return ", ".join(f'"{name}"' for name in names)


def _load(rows: Rows, model: type[models.Model], wanted: dict[str, Iterable[Any]]) -> None:
    named = {column: sorted(keys) for column, keys in wanted.items() if keys}
    if not named:
        return
    columns, key = column_names(model), KEYS[model]
    condition = " or ".join(f'"{column}" = any(%s)' for column in named)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {quoted(columns)} from {model._meta.db_table}"  # noqa: S608 - our own names
            f" where {condition} order by {quoted(key)} for update",
            list(named.values()),
        )
        found = cursor.fetchall()
    key_of = itemgetter(*key)
    decoders = _json_columns(model)
    for values in found:
        row = build_row(model, zip(columns, values, strict=True))
        for name in decoders:
            row.__dict__[name] = decode_json(row.__dict__[name])
        rows.add(model, key_of(row.__dict__), row)


def _update(cursor: CursorWrapper, model: type[models.Model], rows: Sequence[Any]) -> None:
    if not rows:
        return
    table, columns, key = model._meta.db_table, column_names(model), KEYS[model]
    changed = _temporary_table(cursor, table)
    _copy(cursor, changed, model, rows)
    sets = ", ".join(f'"{c}" = changed."{c}"' for c in columns if c not in key)
    match = " and ".join(f'live."{c}" = changed."{c}"' for c in key)
    cursor.execute(
        f"update {table} as live set {sets} from {changed} as changed where {match}"  # noqa: S608
    )


def _temporary_table(cursor: CursorWrapper, table: str) -> str:
    """Return the table of this session that takes changed rows, made at its first use."""
    name = f"changed_{table}"
    raw: psycopg.Connection[Any] = connection.connection
    made: set[str] = raw.__dict__.setdefault("billie_temporary_tables", set())
    if name not in made:
        cursor.execute(
            f"create temporary table if not exists {name} (like {table}) on commit delete rows"
        )
        transaction.on_commit(lambda: made.add(name))
    return f"pg_temp.{name}"


def _copy(
    cursor: CursorWrapper, into: str, model: type[models.Model], rows: Sequence[Any]
) -> None:
    values_of = _values(model)
    copy_rows(
        cursor,
        into=into,
        columns=quoted(column_names(model)),
        rows=(values_of(row.__dict__) for row in rows),
    )


@cache
def _json_columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields if isinstance(f, models.JSONField))


@cache
def _array_columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(f.attname for f in model._meta.concrete_fields if isinstance(f, ArrayField))


@cache
def _values(model: type[models.Model]) -> Callable[[dict[str, Any]], Sequence[Any]]:
    """Return what makes a row's values ready for COPY, in the order of the columns."""
    columns = column_names(model)
    get = itemgetter(*columns)
    as_json = [columns.index(name) for name in _json_columns(model)]
    arrays = [columns.index(name) for name in _array_columns(model)]
    if not as_json and not arrays:
        return get

    def values(state: dict[str, Any]) -> list[Any]:
        found = list(get(state))
        for place in as_json:
            if found[place] is not None:
                found[place] = encode_json(found[place])
        for place in arrays:
            found[place] = found[place] or NO_ITEMS
        return found

    return values
