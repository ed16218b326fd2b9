"""Memory of the consumer over a million events: it must stay flat.

The consumer is a process of its own; this one publishes ahead of it, trims what it has applied,
and looks at its resident memory after each tenth of the way.
"""

import argparse
import subprocess
import sys
import time

from support import harness

EVENTS, AHEAD, LIMIT_MB = 1_000_000, 20_000, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    options = parser.parse_args()
    client = harness.set_up()
    import psutil

    child = subprocess.Popen([sys.executable, harness.CONSUMER])
    try:
        began = time.perf_counter()
        sizes = feed(client, psutil.Process(child.pid), options.events)
        seconds = time.perf_counter() - began
    finally:
        child.terminate()
        child.wait(20)
    warm = sizes[1:]
    harness.show(
        {
            "benchmark": "memory",
            "events": options.events,
            "events_per_second": round(options.events / seconds),
            "resident_mb_by_tenth": [round(size) for size in sizes],
            "growth_after_the_first_tenth": round(max(warm) / warm[0], 2),
            "asked": {"resident_mb": LIMIT_MB},
        }
    )


def feed(client, process, events: int) -> list[float]:
    """Publish, let the consumer follow, and return its megabytes after each tenth."""
    from servicing.demo import corpus

    sizes: list[float] = []
    published = 0
    for part in harness.chunks(corpus.mixed(events=events, seed=4), 10_000):
        published += harness.publish(client, part)
        wait_until_applied(published - AHEAD)
        client.xtrim(harness.STREAM, maxlen=3 * AHEAD)
        if published >= (len(sizes) + 1) * events / 10:
            sizes.append(process.memory_info().rss / 2**20)
    wait_until_applied(published)
    return [*sizes[: 10 - 1], process.memory_info().rss / 2**20]


def wait_until_applied(count: int) -> None:
    from servicing.models import StreamBookmark

    deadline = time.monotonic() + 120
    while True:
        applied = StreamBookmark.objects.filter(stream=harness.STREAM).values_list(
            "events", flat=True
        )
        if sum(applied) >= count:
            return
        if time.monotonic() > deadline:
            raise SystemExit("the consumer stands still")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
