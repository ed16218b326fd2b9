"""Payments from row to end: how many a second, and Billie's own share of the time of each.

Simulated billers answer at once, two worker processes pay. Billie's own share is from the moment a
payment was taken on until it was final, less what its calls waited for others. It is measured at
a steady rate; the most a second while all payments wait in the queue.
"""

import argparse
import logging
import time
from typing import Any

from support import desks, harness

WORKERS, COUNT, RATE, SECONDS = 2, 1_500, 40, 20
WARM_UP, PATIENCE_SECONDS = 40, 240.0
OWN_SHARE = """
    select extract(epoch from p.completed_at - p.created_at) * 1000 - coalesce(
        (select sum(latency_ms) from billers_attempt a where a.transaction_id = p.id), 0)
    from billers_billertransaction p where p.id > %s and p.status = 'COMPLETED'
"""


def take_on(count: int, *, with_core_banking: bool, rate: float = 0) -> tuple[int, float]:
    """Take payments on, at a rate or as fast as can be; return the id before them, and when."""
    from django.utils import timezone

    from billers.models import BillerTransaction
    from billers.operations.taking_on import take_on_payment

    newest = BillerTransaction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    by, began = desks.somebody(), time.perf_counter()
    wanted = desks.intents(count, with_core_banking=with_core_banking)
    for place, (config, intent) in enumerate(wanted):
        if rate:
            time.sleep(max(0.0, began + place / rate - time.perf_counter()))
        take_on_payment(config=config, intent=intent, by=by, now=timezone.now())
    return newest, began


def wait_until_final(after: int, count: int) -> None:
    """Wait until as many payments after an id have come to their end."""
    from billers.models import BillerTransaction
    from billers.states import FINAL

    final = BillerTransaction.objects.filter(pk__gt=after, status__in=FINAL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while final.count() < count:
        if time.monotonic() > deadline:
            raise SystemExit(f"only {final.count()} of {count} payments came to an end")
        time.sleep(0.05)


def own_share(after: int) -> dict[str, float]:
    """Return what of the time of each payment was ours."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(OWN_SHARE, [after])
        return desks.shares([float(row[0]) for row in cursor.fetchall()])


def measure_steady(*, rate: float, seconds: int, with_core_banking: bool) -> dict[str, Any]:
    """Take payments on at a rate; return Billie's own share of each."""
    count = int(rate * seconds)
    after, began = take_on(count, with_core_banking=with_core_banking, rate=rate)
    wait_until_final(after, count)
    took = time.perf_counter() - began
    return {"asked_a_second": rate, "a_second": round(count / took, 1), **own_share(after)}


def measure_most(count: int, *, with_core_banking: bool) -> dict[str, Any]:
    """Let payments wait in the queue, then let the workers come; return how many a second."""
    after, _ = take_on(count, with_core_banking=with_core_banking)
    with desks.workers(WORKERS, _environment()):
        wait_until_final(after, 1)
        began = time.perf_counter()
        wait_until_final(after, count)
    return {"payments": count, "a_second": round((count - 1) / (time.perf_counter() - began), 1)}


def _environment() -> dict[str, str]:
    from django.conf import settings

    return desks.environment(T24_API_URL=settings.T24_API_URL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=COUNT)
    parser.add_argument("--rate", type=float, default=RATE, help="payments a second, steadily")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    harness.set_up()
    logging.disable(logging.WARNING)
    with desks.billers() as address:
        desks.seed(address)
        most = measure_most(options.payments, with_core_banking=False)
        with desks.workers(WORKERS, _environment()):
            after, _ = take_on(WARM_UP, with_core_banking=True)
            wait_until_final(after, WARM_UP)
            steady = measure_steady(
                rate=options.rate, seconds=options.seconds, with_core_banking=False
            )
        harness.show(
            {
                "benchmark": "payments",
                "worker_processes": WORKERS,
                "as_fast_as_can_be": most,
                "at_a_steady_rate": steady,
                "asked": {"a_second": 40, "p50_ms": 40, "p95_ms": 120},
            }
        )


if __name__ == "__main__":
    main()
