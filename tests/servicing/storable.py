"""Whether PostgreSQL could store the rows, without asking it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.db import models

from servicing.projections import Rows

LARGEST_INTEGER = 2**31 - 1
LARGEST_BIG_INTEGER = 2**63 - 1
_encode = msgspec.json.Encoder(decimal_format="number").encode


def problems_of(rows: Rows) -> list[str]:
    """Return a sentence for each value that its column would refuse."""
    everything = [row for table in rows.tables.values() for row in table.values()]
    everything += [row for entries in rows.entries.values() for row in entries]
    return [problem for row in everything for problem in _problems_of_row(row)]


def _problems_of_row(row: models.Model) -> Iterator[str]:
    for column in row._meta.concrete_fields:
        value = row.__dict__[column.attname]
        if value is None:
            if not column.null:
                yield f"{column} is null"
        elif problem := _problem(column, value):
            yield f"{column}: {problem}"


def _problem(column: Any, value: Any) -> str:
    while isinstance(column, models.ForeignKey):
        column = column.target_field
    for kind, check in CHECKS.items():
        if isinstance(column, kind):
            return check(column, value)
    return ""


def _text(column: Any, value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        return "no text, or with NUL"
    value.encode()
    too_long = column.max_length is not None and len(value) > column.max_length
    return "too long" if too_long else ""


def _decimal(column: Any, value: Any) -> str:
    whole = column.max_digits - column.decimal_places
    fits = isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**whole
    return "" if fits else "no amount that fits"


def _integer(column: Any, value: Any) -> str:
    largest = (
        LARGEST_BIG_INTEGER if isinstance(column, models.BigIntegerField) else LARGEST_INTEGER
    )
    return "" if type(value) is int and 0 <= value <= largest else "no number that fits"


def _instant(column: Any, value: Any) -> str:
    fits = isinstance(value, datetime) and value.tzinfo is not None and 1970 <= value.year < 2250
    return "" if fits else "no instant"


def _json(column: Any, value: Any) -> str:
    return "holds NUL" if b"\\u0000" in _encode(value) else ""


CHECKS = {
    models.JSONField: _json,
    models.DecimalField: _decimal,
    models.DateTimeField: _instant,
    models.IntegerField: _integer,
    models.TextField: _text,
    models.CharField: _text,
}
