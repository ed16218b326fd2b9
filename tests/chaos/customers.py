"""Customers who pay over the API, and ask again under the same key what was not answered."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from threading import Lock
from typing import Any

from billers.simulator.invoices import BUNDLES
from tests.billers.plain_client import Seen, ask

PASSWORD = "billie-demo-pass"
AT_ONCE = 6
CLICKED_TWICE = 0.1
WITH_CORE_BANKING = 0.6
FIRST_CUSTOMER = 10_000_000
ASKS_FOR_TROUBLE = ("66404", "66405", "666", "667", "668")
BY_AMOUNT = ("LWB_POSTPAID", "BWB_POSTPAID", "SRWB_POSTPAID", "MASM")
BY_INVOICE = ("SRWB_PREPAID", "REGISTER_GENERAL")
TAKEN_ON = {201, 202}
COMES_LATER = {409, 500, 502, 503, 504}
"""A restart of PostgreSQL shows as 500 or 503, a running request with our key as 409."""


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What one customer wants paid, and the key that stands for it."""

    key: str
    path: str
    body: dict[str, Any]
    clicks: int


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What came of it: the numbers that were answered, and how the last answer was."""

    bill: Bill
    numbers: frozenset[str]
    status: int
    body: bytes


def bills(count: int, chance: random.Random) -> Iterator[Bill]:
    """Make bills up, each of an account of its own, at every biller that takes money."""
    number = FIRST_CUSTOMER
    for place in range(count):
        number += 1
        while any(text in str(number)[-6:] for text in ASKS_FOR_TROUBLE):
            number += 1
        yield _bill(place, number, chance)


def _bill(place: int, number: int, chance: random.Random) -> Bill:
    biller = (*BY_AMOUNT, *BY_INVOICE, "TNM_BUNDLES")[place % 7]
    body: dict[str, Any] = {"billerType": biller}
    if biller in BY_AMOUNT:
        path = "payment"
        amount = f"{chance.randrange(500, 6000)}.{chance.choice(['00', '50', '07'])}"
        kind = {"accountType": "M"} if biller == "MASM" else {}
        body |= {"accountNumber": f"22{number}", "amount": amount, **kind}
    elif biller in BY_INVOICE:
        path = "invoice/confirm"
        body |= {"invoiceNumber": f"22{number}"}
    else:
        path = "bundles/purchase"
        body |= {
            "bundleId": chance.choice(list(BUNDLES)),
            "phoneNumber": f"088{number % 10**7:07}",
        }
    if chance.random() < WITH_CORE_BANKING:
        body["debitAccount"] = f"10{number}"
    clicks = 2 if chance.random() < CLICKED_TWICE else 1
    return Bill(key=f"bill-{number}", path=path, body=body, clicks=clicks)


class Counter:
    """Where customers pay: so many at once, each as patient as told."""

    def __init__(self, url: str, *, patience: float) -> None:
        self.url = url
        self.patience = patience
        self.done: list[Paid] = []
        self._lock = Lock()
        login = {"username": "operations", "password": PASSWORD}
        answer = self._ask("/api/auth/token", login, {})
        assert answer.status in TAKEN_ON | {200}, answer.body
        self._token = answer.json["token"]

    def serve(self, asked: Iterator[Bill]) -> None:
        """Let all customers pay; returns when each has an answer, or has walked away."""
        with ThreadPoolExecutor(AT_ONCE) as people:
            for _ in people.map(self._pay, asked):
                pass

    def _pay(self, bill: Bill) -> None:
        with ThreadPoolExecutor(bill.clicks) as fingers:
            answers = list(fingers.map(self._ask_until_answered, [bill] * bill.clicks))
        numbers = frozenset(a.json["id"] for a in answers if a.status in TAKEN_ON)
        last = answers[-1]
        with self._lock:
            self.done.append(Paid(bill=bill, numbers=numbers, status=last.status, body=last.body))

    def _ask_until_answered(self, bill: Bill) -> Seen:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": bill.key}
        walks_away_at = time.monotonic() + self.patience
        while True:
            answer = self._ask(f"/api/billers/{bill.path}", bill.body, headers)
            if answer.status not in COMES_LATER or time.monotonic() > walks_away_at:
                return answer
            time.sleep(0.3)

    def _ask(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> Seen:
        """Ask once; a connection that breaks is an answer that may come later."""
        sent = {**headers, "Content-Type": "application/json"}
        try:
            return ask(self.url, path, method="POST", body=body, headers=sent, patience=30)
        except (OSError, HTTPException) as error:
            return Seen(status=503, headers={}, body=str(error).encode())
