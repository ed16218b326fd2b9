"""A lender's whole portfolio, made in the database itself, for benchmarks of reading.

Every value follows from a row's number, so the same rows come out each time. Names are as unevenly
spread as real ones, and customers with low numbers have many accounts. A portfolio is kept between
runs; it is made again when these files, its size or the migrations have changed.
"""

import hashlib
import logging
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from billie.local import addresses, servers
from support import harness, loans, talk
from support.inserting import ask, run, say
from support.size import Size

DATABASE = "billie_bench_reading"
SOURCES = ("inserting.py", "loans.py", "portfolio.py", "size.py", "talk.py")
_WHAT_IS_THERE = (
    "select shobj_description(oid, 'pg_database') from pg_database"
    " where datname = current_database()"
)


def open_portfolio(size: Size) -> dict[str, Any]:
    """Point Django to the portfolio's database, made first if need be; say what it took."""
    servers.ensure_configured()
    settings.DATABASES["default"]["TEST"] = {"NAME": DATABASE}
    import django

    django.setup()
    logging.disable(logging.WARNING)  # a line for each request that is measured
    settings.REDIS_URL = addresses.with_redis_database(settings.REDIS_URL, harness.REDIS_DATABASE)
    settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL
    connection.creation.create_test_db(verbosity=0, keepdb=True, serialize=False)
    if ask(_WHAT_IS_THERE) == _mark(size):
        return {"made": False}
    began = time.perf_counter()
    run("drop schema public cascade; create schema public")
    call_command("migrate", verbosity=0)
    _load(size)
    run(f"comment on database {DATABASE} is '{_mark(size)}'")
    return {"made": True, "seconds": round(time.perf_counter() - began, 1)}


def _mark(size: Size) -> str:
    """Return what tells one portfolio from another."""
    here = Path(__file__)
    migrations = (here.parents[2] / "servicing" / "migrations").glob("0*.py")
    files = [*(here.parent / name for name in SOURCES), *sorted(migrations)]
    content = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(repr(size).encode() + content).hexdigest()


def _load(size: Size) -> None:
    """Fill the tables without their indexes, then make these and the statistics."""
    run("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
    indexes = _drop_indexes()
    loans.make_all(size)
    talk.make_all(size)
    began = time.perf_counter()
    for definition in indexes:
        run(definition)
    run("vacuum analyze")
    say(f"indexes and statistics: {time.perf_counter() - began:.1f} s")


def _drop_indexes() -> list[str]:
    """Drop the indexes of our tables that no constraint needs; return how to make them."""
    found = (
        "select pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text from pg_index i"
        " join pg_class t on t.oid = i.indrelid where t.relname like 'servicing\\_%'"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(found)
        indexes = cursor.fetchall()
        for _definition, name in indexes:
            cursor.execute(f"drop index {name}")
    return [definition for definition, _name in indexes]
