"""Events that arrive for the tests of queries: through the real inbox, without Redis."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from servicing.models import StreamBookmark
from servicing.stream.inbox import apply_batch
from servicing.stream.messages import read_message

STREAM = "inbox:billie-servicing"
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_seconds = count(1)


def arrive(typ: str, *, conv: str = "", usr: str = "", **payload: Any) -> datetime:
    """Apply an event a second after the one before; return when it arrived."""
    now = BEGINNING + timedelta(seconds=next(_seconds))
    fields = {"typ": typ, "payload": json.dumps(payload), "conv": conv, "usr": usr}
    message = read_message(
        stream=STREAM,
        entry_id=f"{int(now.timestamp() * 1000)}-0",
        fields={name.encode(): value.encode() for name, value in fields.items()},
        max_bytes=262_144,
    )
    StreamBookmark.objects.get_or_create(stream=STREAM)
    apply_batch(stream=STREAM, messages=[message], now=now, retry_after=timedelta(0))
    _empty_temporary_tables()
    return now


def _empty_temporary_tables() -> None:
    """Do what the commit does that a test's transaction never comes to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select oid::regclass::text from pg_class"
            " where relpersistence = 't' and relkind = 'r' and pg_table_is_visible(oid)"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"truncate {name}")
