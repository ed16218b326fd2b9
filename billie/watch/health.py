"""Whether this process lives, and whether it can work: `/healthz` and `/readyz`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import psycopg
import redis
import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PATIENCE_SECONDS = 2
OK = "ok"

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers; nothing else is asked."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the database, its migrations and Redis are there; 503 names what is not.

    Reasons go to the log alone: the address is open to everyone.
    """
    checks = check_readiness()
    is_ready = set(checks.values()) == {OK}
    return JsonResponse(
        {"status": OK if is_ready else "not ready", "checks": checks},
        status=200 if is_ready else 503,
    )


def check_readiness() -> dict[str, str]:
    """Return by name what this process needs, and OK or in words what is wrong with it."""
    with ThreadPoolExecutor(max_workers=2) as both:
        database = both.submit(_answer, "database", _database_and_migrations)
        redis_server = both.submit(_answer, "redis", _redis)
        return {**database.result(), **redis_server.result()}


def _answer(name: str, check: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return the results of a check, or that what it asks does not answer."""
    try:
        return check()
    except (psycopg.Error, redis.RedisError, OSError) as error:
        log.warning("not_ready", check=name, reason=f"{type(error).__name__}: {error}")
        return {name: "does not answer"}


def _database_and_migrations() -> dict[str, str]:
    """Ask over a connection of its own, as one from the process may hang for long."""
    parameters = connection.get_connection_params()
    with psycopg.connect(
        host=parameters.get("host"),
        port=parameters.get("port"),
        user=parameters.get("user"),
        password=parameters.get("password"),
        dbname=parameters["dbname"],
        connect_timeout=PATIENCE_SECONDS,
        options=f"-c statement_timeout={PATIENCE_SECONDS * 1000}",
        autocommit=True,
    ) as asked:
        if asked.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            applied: set[tuple[str, str]] = set()
        else:
            rows = asked.execute("SELECT app, name FROM django_migrations").fetchall()
            applied = {(app, name) for app, name in rows}
    missing = len(_known_migrations() - applied)
    return {"database": OK, "migrations": f"{missing} not applied" if missing else OK}


def _redis() -> dict[str, str]:
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
    ) as client:
        client.ping()
    return {"redis": OK}


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations in this process's code, without those that only sum up others."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key, found in loader.disk_migrations.items() if not found.replaces)
