"""The books: connections to the simulator's tables, lent out one transaction at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, TypeAlias

from psycopg import Connection as AnyConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

from ledger.simulator.schema import NAME, ensure_schema

Connection: TypeAlias = AnyConnection[DictRow]

LOCK_WAIT_MS = 5000  # how long a write waits for another one on the same account
MOST_CONNECTIONS = 24


class Books:
    """The simulator's tables in the database at `url` (`postgresql://…`)."""

    def __init__(self, url: str) -> None:
        """Prepare the tables, and connections to them."""
        ensure_schema(url)
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            url,
            kwargs={
                "row_factory": dict_row,
                "options": f"-c search_path={NAME} -c lock_timeout={LOCK_WAIT_MS}",
                "application_name": NAME,
            },
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=LOCK_WAIT_MS / 1000,
            check=ConnectionPool.check_connection,  # the database may have been restarted
            open=True,
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend a connection for one transaction, which commits unless something is raised."""
        with self._pool.connection() as connection, connection.transaction():
            yield connection

    def close(self) -> None:
        """Give the connections back to the database."""
        self._pool.close()


def one(connection: Connection, query: LiteralString, values: Any = None) -> DictRow | None:
    """Return the first row of a query, by the names of its columns, or None."""
    return connection.execute(query, values).fetchone()


def rows(connection: Connection, query: LiteralString, values: Any = None) -> list[DictRow]:
    """Return the rows of a query."""
    return connection.execute(query, values).fetchall()
