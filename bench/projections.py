"""Events per second through Redis into PostgreSQL: the floor, one by one, and in batches.

The floor reads the stream and copies raw rows, commits and acknowledges; nothing is projected.
Floor and batches take turns, so that a busy minute on the machine falls on both.
"""

import argparse
import itertools
import json
import time

from support import harness

EVENTS, SINGLE_EVENTS, ROUNDS = 50_000, 2_000, 3


def run_floor(client, count: int) -> float:
    """Return events/s of reading and copying raw rows."""
    from django.db import connection, transaction

    group = "floor"
    client.xgroup_create(harness.STREAM, group, id="0")
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_raw")
        cursor.execute(
            "create table bench_raw (id bigserial primary key, entry_id text, fields text)"
        )
    began = time.perf_counter()
    while batch := client.xreadgroup(group, "floor", {harness.STREAM: ">"}, count=500):
        entries = next(iter(batch.values()))[0] if isinstance(batch, dict) else batch[0][1]
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy("copy bench_raw (entry_id, fields) from stdin") as copy,
        ):
            for entry_id, fields in entries:
                text = json.dumps({k.decode(): v.decode() for k, v in fields.items()})
                copy.write_row((entry_id.decode(), text))
        client.xack(harness.STREAM, group, *[entry_id for entry_id, _ in entries])
    rate = count / (time.perf_counter() - began)
    client.xgroup_destroy(harness.STREAM, group)
    return rate


def run_batches(client, *, stream: str, count: int, batch_size: int) -> float:
    """Return events/s of the real consumer."""
    harness.empty_tables()
    consumer = harness.make_consumer(client, batch_size=batch_size, streams=[stream])
    began = time.perf_counter()
    consumer.run(until_idle=True)
    rate = count / (time.perf_counter() - began)
    assert consumer.total.stored == count, consumer.total
    client.xgroup_destroy(stream, "billie-servicing-processor")
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    client = harness.set_up()
    from django.conf import settings

    from servicing.demo import corpus

    count = harness.publish(client, corpus.mixed(events=options.events, seed=1))
    few = "bench:few"
    singles = harness.publish(
        client, itertools.islice(corpus.mixed(events=SINGLE_EVENTS, seed=2), SINGLE_EVENTS), few
    )
    floors, batches, ones = [], [], []
    for _ in range(options.rounds):
        floors.append(run_floor(client, count))
        batches.append(
            run_batches(
                client, stream=harness.STREAM, count=count, batch_size=settings.EVENT_BATCH_SIZE
            )
        )
        ones.append(run_batches(client, stream=few, count=singles, batch_size=1))
    floor, batch, one = (sorted(rates)[len(rates) // 2] for rates in (floors, batches, ones))
    harness.show(
        {
            "benchmark": "projections",
            "events": count,
            "batch_size": settings.EVENT_BATCH_SIZE,
            "events_per_second": {
                "floor": round(floor),
                "batch_of_one": round(one),
                "default_batch": round(batch),
            },
            "default_batch_to_floor": round(batch / floor, 3),
            "default_batch_to_batch_of_one": round(batch / one, 1),
            "asked": {"to_floor": 0.15, "to_batch_of_one": 15},
        }
    )


if __name__ == "__main__":
    main()
