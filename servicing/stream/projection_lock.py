"""Writers of projections share a lock; a rebuild takes it alone while it compares and switches."""

from django.db import connection

_KEY = 0x42696C6C6965  # "Billie"


def share_projections() -> None:
    """Join the writers until the end of this transaction; waits while a rebuild switches."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [_KEY])


def own_projections() -> None:
    """Wait for all writers to commit and keep new ones out until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_KEY])
