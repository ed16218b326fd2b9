"""Where servers are: the embedded ones by rule, others by URL. Nothing is started here."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

REPO = Path(__file__).resolve().parent.parent.parent


def home() -> Path:
    """Return the folder of the embedded servers: BILLIE_HOME, or one for each checkout and user.

    Short, because a Unix socket's path may have 107 bytes, and reachable for the unprivileged
    user that the servers run as when we are root.
    """
    if chosen := os.environ.get("BILLIE_HOME"):
        return Path(chosen).absolute()
    tag = hashlib.sha256(str(REPO).encode()).hexdigest()[:8]
    return Path("/var/tmp") / f"billie-{os.geteuid()}-{tag}"  # noqa: S108


def sockets() -> Path:
    """Return the folder that holds both servers' Unix sockets."""
    return home() / "s"


def postgres_url() -> str:
    """Return the address of the embedded PostgreSQL."""
    return f"postgresql://billie@/billie?host={sockets()}"


def redis_url() -> str:
    """Return the address of the embedded Redis."""
    return f"unix://{sockets()}/redis.sock?db=0"


def with_redis_database(url: str, number: int) -> str:
    """Return a Redis address that points to another numbered database of the same server."""
    if url.startswith("unix://"):
        return f"{url.partition('?')[0]}?db={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def celery_url(url: str) -> str:
    """Return a Redis address as Celery's broker wants it: kombu has its own scheme for sockets."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    database = parse_qs(query).get("db", ["0"])[0]
    return f"redis+socket://{path}?virtual_host={database}"


def loopback_of(address: str) -> tuple[str, int] | None:
    """Return host and port of a `host:port` on this machine, or None if it is on another."""
    host, _, port = address.rpartition(":")
    is_here = host in {"localhost", "127.0.0.1", "[::1]"} and port.isdecimal()
    return ("127.0.0.1" if host == "localhost" else host, int(port)) if is_here else None


def django_database(url: str) -> dict[str, Any]:
    """Return the database settings of a `postgresql://` address that the environment checked."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
