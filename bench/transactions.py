"""Bill payments at size: the list with each filter, search, a deep page, figures, and the export.

Times are milliseconds in the server, through the API as a signed-in browser asks. The export is
read to its end in another process, whose memory is compared with what it had before.
"""

import argparse
import logging
import multiprocessing
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from support import harness, payments

COUNT, REPEATS, ASKED_MS = 2_000_000, 200, 50
EXPORTED, ROWS_A_SECOND, MEMORY_MB = 500_000, 30_000, 100
DEEP_PAGES = 250
Address = Callable[[Random], str]


def drawn(name: str, draw: Callable[[Random], Any]) -> Address:
    """Return the list of what a parameter drawn by chance leaves."""
    return lambda chance: f"transactions?{urlencode({name: draw(chance)})}"


def lists(count: int) -> dict[str, Address]:
    """Return the lists that are asked for, by name."""
    last = payments.NEWEST_AT.date()

    def of(**parameters: Any) -> Address:
        return lambda chance: f"transactions?{urlencode(parameters)}"

    def number(chance: Random) -> int:
        return chance.randrange(count)

    return {
        "list": of(),
        "list of a biller": drawn("billerType", lambda chance: chance.choice(payments.BILLERS)),
        "list of a biller without payments": of(billerType="AIRTEL_VALIDATION"),
        "list of a status": drawn("status", lambda c: c.choice(["FAILED", "UNKNOWN", "PENDING"])),
        "list of a status of a biller": of(billerType="MASM", status="FAILED"),
        "list of an outcome": drawn("outcome", lambda c: c.choice(["NOT_SENT", "ACCEPTED"])),
        "list of an act": of(transactionType="CONFIRM_BUNDLE"),
        "list of a week": of(**{"from": last - timedelta(days=100), "to": last - timedelta(93)}),
        "list of large amounts": of(minAmount="90090.00"),
        "list of an amount": of(minAmount="137.50", maxAmount="137.50"),
        "list of amounts beyond any": of(minAmount="900000.00"),
        "list of an account": drawn("accountNumber", lambda c: payments.account_of(number(c))),
        "list of accounts that begin so": drawn(
            "accountNumber", lambda c: payments.account_of(number(c))[:6]
        ),
        "list of a person": drawn("initiatedBy", lambda c: f"teller.{c.randrange(20)}"),
        "list of what needs people": of(needsAttention="true"),
        "list of all filters": of(
            billerType="MASM",
            status="FAILED",
            outcome="DECLINED",
            minAmount="500.00",
            initiatedBy="teller.3",
            **{"from": last - timedelta(days=200), "to": last},
        ),
    }


def searches(count: int) -> dict[str, Address]:
    """Return what else is asked, by name."""
    last = payments.NEWEST_AT.date()

    def number(chance: Random) -> int:
        return chance.randrange(count)

    return {
        "search by number": drawn("q", lambda c: payments.NUMBER.format(number(c))),
        "search by reference": drawn("q", lambda c: f"TXN{number(c) // 20 * 20:010d}P1"),
        "search by receipt": drawn("q", lambda c: f"RCPT-{number(c):09d}"),
        "search by account": drawn("q", lambda c: payments.account_of(number(c))[:7]),
        "search by nonsense": drawn("q", lambda c: f"{c.getrandbits(60):x}"),
        "figures of 30 days": lambda chance: f"transactions/stats?to={last}",
        "figures of 90 days": lambda chance: f"transactions/stats?days=90&to={last}",
        "one payment": lambda c: f"transactions/{payments.NUMBER.format(number(c))}",
    }  # fmt: skip


def measure(client: Any, address: Address, repeats: int) -> dict[str, Any]:
    """Return p50, p95 and the slowest in milliseconds."""
    chance, times = Random(1), []
    for _ in range(10 + repeats):
        path = f"/api/billers/{address(chance)}"
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.content[:300])
    times = times[10:]
    return {
        "p50_ms": round(harness.percentile(times, 0.5), 2),
        "p95_ms": round(harness.percentile(times, 0.95), 2),
        "max_ms": round(max(times), 2),
    }


def deep(client: Any, pages: int) -> Address:
    """Go many pages down; return the address of the page there."""
    address = "/api/billers/transactions?limit=200"
    for _ in range(pages):
        following = client.get(address).json()["next"]
        if following is None:
            break
        address = following
    below = address.partition("/api/billers/")[2]
    return lambda chance: below


def signed_in() -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(username="teller.0"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def export(size: int, count: int, told: Any) -> None:
    """Read an export of about so many rows to its end, in a process of its own."""
    import django

    harness.point_to_bench()
    django.setup()
    logging.disable(logging.WARNING)
    import psutil

    process, client = psutil.Process(), signed_in()
    since = (payments.NEWEST_AT - payments.YEAR * min(1, size / count)).date()
    client.get("/api/billers/transactions?limit=1")
    idle = process.memory_info().rss
    began, rows, most = time.perf_counter(), 0, idle
    answer = client.get(f"/api/billers/transactions/export?from={since}")
    for number, piece in enumerate(answer.streaming_content):
        rows += piece.count(b"\r\n") or piece.count(b"\n")
        if number % 20 == 0:
            most = max(most, process.memory_info().rss)
    seconds = time.perf_counter() - began
    told.put(
        {
            "rows": rows,
            "rows_per_second": round(rows / seconds),
            "over_idle_mb": round((most - idle) / 2**20, 1),
        }
    )


def exported_apart(size: int, count: int) -> Any:
    """Export in another process; return what it measured."""
    context = multiprocessing.get_context("spawn")
    told: Any = context.Queue()
    reader = context.Process(target=export, args=(size, count, told))
    reader.start()
    measured = told.get()
    reader.join()
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=COUNT)
    parser.add_argument("--exported", type=int, default=EXPORTED)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--only", default="", help="measure what has these words in its name")
    options = parser.parse_args()
    harness.set_up()
    logging.disable(logging.WARNING)
    loaded = payments.load(options.payments)
    client = signed_in()
    asked = {
        **lists(options.payments),
        **searches(options.payments),
        "list, far down": deep(client, DEEP_PAGES),
    }
    measured = {
        name: measure(client, address, options.repeats)
        for name, address in asked.items()
        if options.only in name
    }
    harness.show(
        {
            "benchmark": "transactions",
            "loaded": loaded,
            "repeats": options.repeats,
            "measured": measured,
            "slowest_p95_ms": max(figures["p95_ms"] for figures in measured.values()),
            "export": exported_apart(options.exported, options.payments),
            "asked": {
                "p95_ms": ASKED_MS,
                "rows_per_second": ROWS_A_SECOND,
                "over_idle_mb": MEMORY_MB,
            },
        }
    )


if __name__ == "__main__":
    main()
