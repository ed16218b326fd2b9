"""Whether the servers that the settings name answer; if not, a sentence instead of a traceback."""

from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings

from billie.local.problems import CannotRun

PATIENCE_SECONDS = 5
BUILT_IN = "or leave it unset for the embedded server"


def check() -> None:
    """Return if the database and Redis answer.

    :raises CannotRun: naming the variable, the host and the next step, never a password
    """
    _check_database(settings.DATABASE_URL)
    _check_redis(settings.REDIS_URL)


def _check_database(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=PATIENCE_SECONDS).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise CannotRun(
            f"The database at {_without_password(url)} (DATABASE_URL) cannot be reached: "
            f"{reason}\n"
            f"Start it, mend DATABASE_URL, {BUILT_IN}."
        ) from None


def _check_redis(url: str) -> None:
    try:
        with redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS) as client:
            client.ping()
    except redis.RedisError as error:
        raise CannotRun(
            f"Redis at {_without_password(url)} (REDIS_URL) cannot be reached: {error}\n"
            f"Start it, mend REDIS_URL, {BUILT_IN}."
        ) from None


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
