"""The real consumer on the benchmark's database and stream, as a process of its own."""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django
import redis
from django.conf import settings

from support import harness


def main() -> None:
    """Consume until told to stop."""
    harness.point_to_bench()
    django.setup()
    client = redis.from_url(settings.REDIS_URL, socket_timeout=10)
    consumer = harness.make_consumer(
        client, batch_size=settings.EVENT_BATCH_SIZE, streams=[harness.STREAM]
    )
    signal.signal(signal.SIGTERM, lambda *_: consumer.stopping.set())
    consumer.run()


if __name__ == "__main__":
    main()
