"""Publish-to-commit time at a steady rate: p50, p95 and p99 in milliseconds.

One process publishes at the rate, another is the real consumer. Afterwards each event in the store
knows when its entry was made (its id) and when its transaction committed (the server must have
`track_commit_timestamp` on, as the embedded one has).
"""

import argparse
import subprocess
import sys
import time

from support import harness

RATE, SECONDS = 1_000, 30


def publish_steadily(client, *, rate: int, seconds: int) -> int:
    """Publish `rate` messages a second, a hundredth of a second's worth at a time."""
    from servicing.demo import corpus

    messages = list(corpus.mixed(events=rate * seconds, seed=3))
    step = max(1, rate // 100)
    began = time.perf_counter()
    for number, part in enumerate(harness.chunks(messages, step)):
        delay = began + number * step / rate - time.perf_counter()
        if delay > 0:
            time.sleep(delay)
        pipe = client.pipeline(transaction=False)
        for fields in part:
            pipe.xadd(harness.STREAM, fields)
        pipe.execute()
    return len(messages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=RATE)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    client = harness.set_up()
    child = subprocess.Popen([sys.executable, harness.CONSUMER])
    try:
        time.sleep(3)
        count = publish_steadily(client, rate=options.rate, seconds=options.seconds)
        lags = wait_for(count)
    finally:
        child.terminate()
        child.wait(10)
    harness.show(
        {
            "benchmark": "lag",
            "rate": options.rate,
            "seconds": options.seconds,
            "events": count,
            "publish_to_commit_ms": {
                name: round(harness.percentile(lags, share), 1)
                for name, share in {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}.items()
            },
            "asked": {"p99": 250},
        }
    )


def wait_for(count: int) -> list[float]:
    """Return the milliseconds from entry to commit of each event, once all are stored."""
    from django.db import connection

    query = (
        "select extract(epoch from pg_xact_commit_timestamp(xmin) - published_at) * 1000"
        " from servicing_storedevent"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(query)
            rows = cursor.fetchall()
        if len(rows) == count:
            return [float(row[0]) for row in rows]
        time.sleep(0.2)
    raise SystemExit("the consumer did not keep up")


if __name__ == "__main__":
    main()
