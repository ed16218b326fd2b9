"""The lease of a stream: one consumer at a time, and the database decides who.

# Note [Lease and work share one connection]
The lease is a session-level advisory lock, taken on the very connection that commits the
batches. Whoever has lost the lease has lost that connection, and with it the power to commit:
no clock, no renewal and no fencing token is needed. See docs/decisions/0004.
"""

import hashlib

from django.db import connection


def lease_key(stream: str) -> int:
    """Return the advisory lock of a stream, a signed 64-bit number."""
    digest = hashlib.blake2b(b"billie lease " + stream.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def try_acquire(stream: str) -> bool:
    """Take the lease if nobody has it, without waiting."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [lease_key(stream)])
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def release_all() -> None:
    """Give back every lease of this connection, so that a standby need not wait."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock_all()")


def prepare_session() -> None:
    """Make the database notice within seconds that this consumer is gone, and never wait for ever.

    A killed process closes its socket at once; a machine that vanished is found by keep-alives.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "set tcp_keepalives_idle = 1; set tcp_keepalives_interval = 1;"
            " set tcp_keepalives_count = 3; set client_connection_check_interval = '1s';"
            " set idle_in_transaction_session_timeout = '60s'; set lock_timeout = '30s'"
        )
