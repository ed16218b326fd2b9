"""The simulator's tables: made on first use, in a schema of their own, by plain SQL."""

from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from ledger.simulator.chart import NAMES

NAME = "ledger_simulator"
SQL = Path(__file__).with_name("schema.sql").read_text()
VERSION = sha256(SQL.encode()).hexdigest()[:12]
LOCK = 7_208_511_203  # one at a time makes the tables


def ensure_schema(url: str) -> bool:
    """Make the tables in the database at an address, unless they are there; tell whether made.

    Books of another version are made-up too, so they are dropped rather than converted.
    """
    with psycopg.connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        if _version(connection) == VERSION:
            return False
        connection.execute(sql.SQL("drop schema if exists {0} cascade").format(_SCHEMA))
        connection.execute(sql.SQL("create schema {0}").format(_SCHEMA))
        connection.execute(sql.SQL("set local search_path = {0}").format(_SCHEMA))
        connection.execute(SQL.encode())  # our own file, with nothing put into it
        connection.execute(
            "select setval('transaction_number', (extract(epoch from now()) * 1000)::bigint)"
        )
        _add_chart(connection)
        connection.execute(
            sql.SQL("comment on schema {0} is {1}").format(_SCHEMA, sql.Literal(VERSION))
        )
    return True


def empty_books(url: str) -> None:
    """Forget every account and posting; the general ledger's accounts stay."""
    with psycopg.connect(url, options=f"-c search_path={NAME}") as connection:
        connection.execute(
            "truncate loan, instalment, entry, line, posting, remembered_key, outgoing_event,"
            " retold_event, mirrored_stream restart identity"
        )


_SCHEMA = sql.Identifier(NAME)


def _version(connection: "psycopg.Connection[tuple[str | None]]") -> str | None:
    row = connection.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [NAME]
    ).fetchone()
    return row[0] if row else None


def _add_chart(connection: "psycopg.Connection[tuple[str | None]]") -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into general_account (code, name, kind) values (%s, %s, %s)",
            [(account, name, kind) for account, (name, kind) in NAMES.items()],
        )
