"""The ledger: a customer page with live balances, and money commands from row to row.

The ledger is the simulator in a process of its own, with its books in PostgreSQL. Times are
milliseconds; a page is asked for as a browser would, without the way through the web server. The
time in our own code (`cpu`) says more where other programs share the machine.
`live_share` says for how many of the pages every balance was the ledger's own.
"""

import argparse
import logging
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from support import harness, ledgers, posting

CUSTOMERS, LOANS_EACH, REPEATS, WARM_UP, ASKED_MS = 50, 5, 400, 30, 80
RATE, SECONDS, VISIBLE = 50, 20, 100
WITHIN_SECONDS = 1.0
LATE = b"data-live-late"  # asks the open page to fetch what the ledger did not say in time


def times_of(ask: Callable[[str], Any], keys: Iterator[str], repeats: int) -> dict[str, Any]:
    """Return p50, p95, p99 and the slowest in milliseconds, and those spent in our own code."""
    for _ in range(WARM_UP):
        ask(next(keys))
    times, ours = [], []
    for _ in range(repeats):
        began, worked = time.perf_counter(), time.process_time()
        ask(next(keys))
        ours.append((time.process_time() - worked) * 1000)
        times.append((time.perf_counter() - began) * 1000)
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
    figures = {name: harness.percentile(times, share) for name, share in shares.items()}
    figures["cpu_p95_ms"] = harness.percentile(ours, 0.95)
    return {name: round(figure, 2) for name, figure in figures.items()}


def measure(customer_ids: list[str], loans_each: int, repeats: int) -> dict[str, Any]:
    """Return the figures of each thing by name."""
    from ledger.client import get_client
    from ledger.queries.balances import Source, get_figures

    client = get_client()
    loans = {key: ledgers.loans_of(key, loans_each) for key in customer_ids}
    with_ledger, without = Pages(sees_ledger=True), Pages(sees_ledger=False)

    def together(customer_id: str) -> None:
        found = get_figures(loan_account_ids=loans[customer_id], within_seconds=WITHIN_SECONDS)
        assert {figure.source for figure in found.values()} == {Source.LIVE}

    asked: dict[str, Callable[[str], Any]] = {
        "one balance": lambda key: client.get_balance(loan_account_id=loans[key][0]),
        "balances of a customer, together": together,
        "transactions of a loan": lambda key: client.get_transactions(
            loan_account_id=loans[key][0], limit=50
        ),
        "api/ledger/balance": lambda key: with_ledger.get(f"/api/ledger/balance/{loans[key][0]}"),
        "page of a customer, without the ledger": without.get_customer,
        "page of a customer": with_ledger.get_customer,
    }
    measured = {name: times_of(ask, cycle(customer_ids), repeats) for name, ask in asked.items()}
    live = with_ledger.are_live
    measured["page of a customer"]["live_share"] = round(sum(live) / len(live), 3)
    return measured


class Pages:
    """Pages for somebody who is signed in, and may see what the ledger says or may not."""

    def __init__(self, *, sees_ledger: bool) -> None:
        from django.contrib.auth.models import Permission, User
        from django.test import Client

        logging.disable(logging.WARNING)  # a line for each request that is measured
        person = User.objects.create_user(f"bench {sees_ledger}")
        person.user_permissions.set(Permission.objects.filter(content_type__app_label="servicing"))
        if sees_ledger:
            person.user_permissions.add(Permission.objects.get(codename="view_ledger"))
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        self.are_live: list[bool] = []

    def get(self, address: str) -> Any:
        answer: Any = self.client.get(address)
        assert answer.status_code == 200, (answer.status_code, answer.content[:500])
        return answer

    def get_customer(self, customer_id: str) -> None:
        answer = self.get(f"/servicing/customers/{customer_id}")
        self.are_live.append(LATE not in answer.content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--loans", type=int, default=LOANS_EACH, help="of each customer")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--rate", type=int, default=RATE, help="commands a second")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="of commands")
    options = parser.parse_args()
    harness.set_up()
    with ledgers.running_ledger():
        ids = ledgers.make_customers(customers=options.customers, loans_each=options.loans)
        measured = measure(ids, options.loans, options.repeats)
        accounts = [loan for key in ids for loan in ledgers.loans_of(key, options.loans)]
        commands = {
            "at_a_steady_rate": posting.measure_commands(
                accounts, rate=options.rate, seconds=options.seconds
            ),
            "as_fast_as_can_be": posting.measure_most_commands(accounts, seconds=5),
            "until_visible": posting.measure_visible(accounts, repeats=VISIBLE),
        }
    harness.show(
        {
            "benchmark": "ledger",
            "customers": options.customers,
            "loans_of_each": options.loans,
            "repeats": options.repeats,
            "measured": measured,
            "commands": commands,
            "asked": {
                "page of a customer": {"p95_ms": ASKED_MS},
                "at_a_steady_rate": {"a_second": RATE, "p95_ms": 100},
                "until_visible": {"from_posting": {"p95_ms": 1000}},
            },
        }
    )


if __name__ == "__main__":
    main()
