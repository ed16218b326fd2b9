"""Reading at size: how long each thing that staff look up takes, and how many queries it asks.

Times are milliseconds in the server. `ratio` compares each p95 with that of fetching one row by
its primary key at the same time, so that runs on different machines can be compared. Beside the
questions themselves, whole pages and API answers are asked for as a browser would.
"""

import argparse
import gc
import time
from collections.abc import Callable
from random import Random
from typing import Any

from support import harness, portfolio
from support.size import Size, moment_after

Question = Callable[[Random], Any]
CUSTOMERS, REPEATS, WARM_UP, ASKED_MS = 200_000, 200, 20, 50


def measure(ask: Question, floor: Question, repeats: int) -> dict[str, Any]:
    """Return p50, p95 and the slowest in milliseconds, the ratio, and how many queries were asked.

    The floor is asked in turns with the question, so that a busy moment falls on both.
    """
    chance = Random(1)
    counts = {count_queries(ask, chance) for _ in range(WARM_UP)}
    floors, times = [], []
    for _ in range(repeats):
        floors.append(milliseconds(floor, chance))
        times.append(milliseconds(ask, chance))
    p95 = harness.percentile(times, 0.95)
    return {
        "p50_ms": round(harness.percentile(times, 0.5), 2),
        "p95_ms": round(p95, 2),
        "max_ms": round(max(times), 2),
        "ratio": round(p95 / harness.percentile(floors, 0.95), 1),
        "queries": sorted(counts),
    }


def milliseconds(ask: Question, chance: Random) -> float:
    began = time.perf_counter()
    ask(chance)
    return (time.perf_counter() - began) * 1000


def count_queries(ask: Question, chance: Random) -> int:
    """Ask once; return how many queries that took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        ask(chance)
    return len(queries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--only", default="", help="measure what has these words in its name")
    options = parser.parse_args()
    size = Size(customers=options.customers)
    loaded = portfolio.open_portfolio(size)
    from support import doors, questions

    samples = questions.Samples(Random(2), options.customers)
    gc.freeze()
    floor = questions.by_primary_key(samples)
    measured = {"floor": measure(floor, floor, options.repeats)}
    asked = [*questions.without_doors(samples, moment_after(size))]
    for name, ask in [*asked, *doors.through_the_door(samples).items()]:
        if options.only in name:
            measured[name] = measure(ask, floor, options.repeats)
    harness.show(
        {
            "benchmark": "reading",
            "rows": size.rows,
            "loaded": loaded,
            "repeats": options.repeats,
            "measured": measured,
            "slowest_p95_ms": max(figures["p95_ms"] for figures in measured.values()),
            "asked": {"p95_ms": ASKED_MS, "queries": "constant"},
        }
    )


if __name__ == "__main__":
    main()
