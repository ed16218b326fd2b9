"""What the benchmarks share: a database and a Redis database of their own, and the printing."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")

import django
import redis
from django.conf import settings

from billie.local import addresses, servers

STREAM = "bench:inbox"
REDIS_DATABASE = 7
DATABASE = "billie_bench_events"
CONSUMER = str(Path(__file__).resolve().parent / "consumer.py")


def point_to_bench() -> None:
    """Let the settings mean the benchmark's database and Redis database."""
    settings.DATABASES["default"]["NAME"] = DATABASE
    settings.REDIS_URL = addresses.with_redis_database(settings.REDIS_URL, REDIS_DATABASE)
    settings.CELERY_BROKER_URL = addresses.celery_url(settings.REDIS_URL)


def set_up() -> redis.Redis:
    """Make a fresh database and an empty Redis database; return a client of the latter."""
    servers.ensure_configured()
    settings.DATABASES["default"]["TEST"] = {"NAME": DATABASE}
    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    point_to_bench()
    client: redis.Redis[bytes] = redis.from_url(settings.REDIS_URL, socket_timeout=10)
    client.flushdb()
    return client


def publish(client: redis.Redis, messages: Iterable[Any], stream: str = STREAM) -> int:
    """Put messages into the stream, a thousand at a time; return how many."""
    count = 0
    for part in chunks(messages, 1000):
        pipe = client.pipeline(transaction=False)
        for fields in part:
            pipe.xadd(stream, fields)
        pipe.execute()
        count += len(part)
    return count


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of `size` items; the last may be shorter."""
    part: list[Any] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def make_consumer(client: redis.Redis, *, batch_size: int, streams: Sequence[str]) -> Any:
    """Return the real consumer on these streams."""
    from django.utils import timezone

    from servicing.stream.consumer import Consumer, Settings

    return Consumer(
        settings=Settings(
            streams=streams,
            group=settings.EVENT_GROUP,
            dead_letter_stream="bench:dead",
            batch_size=batch_size,
            retries=settings.EVENT_RETRIES,
            retry_after=timedelta(seconds=settings.EVENT_RETRY_SECONDS),
            max_bytes=settings.EVENT_MAX_BYTES,
        ),
        client=client,
        clock=timezone.now,
    )


def empty_tables() -> None:
    """Forget every event and every row."""
    from django.apps import apps
    from django.db import connection

    tables = ", ".join(
        model._meta.db_table for model in apps.get_app_config("servicing").get_models()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {tables}")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def show(result: dict[str, Any]) -> None:
    """Print one JSON object."""
    print(json.dumps(result, indent=2))
