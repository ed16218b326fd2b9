"""Comparing rebuilt tables with the live ones, field by field, and making the live ones equal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

from servicing.projections import column_names
from servicing.stream.changes import RowChange, show_key
from servicing.stream.tables import KEYS, quoted

SAMPLES = 20


@dataclass(slots=True, kw_only=True)
class TableComparison:
    """How a rebuilt table differs from the live one."""

    table: str
    live: int
    rebuilt: int
    only_live: int
    only_rebuilt: int
    differing: dict[str, int] = field(default_factory=dict)
    samples: list[RowChange] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Say whether both hold the same rows with the same values."""
        return not (self.only_live or self.only_rebuilt or self.differing)


def compare(model: type[models.Model], schema: str) -> TableComparison:
    """Compare a table with its rebuilt twin in `schema`."""
    key, columns = _key(model), _others(model)
    joined = _joined(model, schema)
    differs = ", ".join(
        f'count(*) filter (where l."{key[0]}" is not null and r."{key[0]}" is not null'
        f' and l."{c}" is distinct from r."{c}")'
        for c in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'select count(l."{key[0]}"), count(r."{key[0]}"),'  # noqa: S608 - our own names
            f' count(*) filter (where r."{key[0]}" is null),'
            f' count(*) filter (where l."{key[0]}" is null), {differs} from {joined}'
        )
        live, rebuilt, only_live, only_rebuilt, *counts = cursor.fetchone()
    differing = {c: n for c, n in zip(columns, counts, strict=True) if n}
    return TableComparison(
        table=model._meta.db_table,
        live=live,
        rebuilt=rebuilt,
        only_live=only_live,
        only_rebuilt=only_rebuilt,
        differing=differing,
        samples=[s for column in differing for s in _samples(model, joined, column)][:SAMPLES],
    )


def switch(tables: Iterable[type[models.Model]], schema: str) -> None:
    """Make the live tables equal to the rebuilt ones; readers see all of it at the commit."""
    with connection.cursor() as cursor:
        for model in tables:
            for statement in _switch_statements(model, schema):
                cursor.execute(statement)


def _switch_statements(model: type[models.Model], schema: str) -> list[str]:
    table, key, columns = model._meta.db_table, _key(model), _others(model)
    match = " and ".join(f'l."{c}" = r."{c}"' for c in key)
    sets = ", ".join(f'"{c}" = r."{c}"' for c in columns)
    live, fresh = f"public.{table}", f"{schema}.{table}"
    names = quoted(column_names(model))
    left = ", ".join(f'l."{c}"' for c in columns)
    right = ", ".join(f'r."{c}"' for c in columns)
    return [
        f"delete from {live} l where not exists (select from {fresh} r where {match})",  # noqa: S608
        f"update {live} l set {sets} from {fresh} r"  # noqa: S608
        f" where {match} and ({left}) is distinct from ({right})",
        f"insert into {live} ({names}) select {names} from {fresh} r"  # noqa: S608
        f" where not exists (select from {live} l where {match})",
    ]


def _samples(model: type[models.Model], joined: str, column: str) -> list[RowChange]:
    key = _key(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f'select {quoted(key)}, l."{column}"::text, r."{column}"::text'  # noqa: S608
            f' from {joined} where l."{column}" is distinct from r."{column}"'
            f" order by {quoted(key)} limit {SAMPLES}"
        )
        return [_change(model, column, row) for row in cursor.fetchall()]


def _change(model: type[models.Model], column: str, row: tuple[Any, ...]) -> RowChange:
    *key, before, after = row
    return RowChange(
        table=str(model._meta.verbose_name),
        key=show_key(tuple(key)),
        column=column,
        before=before,
        after=after,
    )


def _joined(model: type[models.Model], schema: str) -> str:
    table = model._meta.db_table
    return f"public.{table} l full join {schema}.{table} r using ({quoted(_key(model))})"


def _key(model: type[models.Model]) -> tuple[str, ...]:
    return KEYS.get(model, ("event_id",))


def _others(model: type[models.Model]) -> list[str]:
    return [column for column in column_names(model) if column not in _key(model)]
