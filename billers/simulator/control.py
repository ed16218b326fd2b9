"""What tests ask the simulator itself: its books, what befalls next, who called, as JSON.

| address | |
|---|---|
| `GET /_health` | that it runs |
| `GET /_books` | how much each biller took |
| `GET /_books/<biller>` | each payment that it took; of `core_banking` balances and transfers |
| `DELETE /_books` | begin anew, with empty books and nothing ordered |
| `GET /_calls` | the calls, the newest last, with the fault that befell each, and how many |
| `GET /_faults` | every fault and refusal, the orders that wait, the rate |
| `POST /_faults` | order a fault for the next calls (`ordering.OrderAsked`) |
| `PUT /_faults` | faults by chance (`ordering.ChanceAsked`) |
| `DELETE /_faults` | no more orders, and nothing by chance |
| `GET /_callbacks` | the callbacks that were sent |
| `PUT /_callbacks` | where they go (`ordering.AddressAsked`) |
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import orjson

from billers.simulator import vault
from billers.simulator.books import Entry
from billers.simulator.calls import CORE_BANKING
from billers.simulator.exchange import JSON, Answer, Request
from billers.simulator.faults import FAULTS
from billers.simulator.ordering import (
    KEPT,
    AddressAsked,
    ChanceAsked,
    MakesNoSense,
    OrderAsked,
    known_biller,
    read_asked,
)
from billers.simulator.roster import BILLERS
from billers.simulator.simulator import Simulator
from billers.simulator.troubles import Chance


class Control:
    """Answers what begins with an underscore, and hands on everything else."""

    def __init__(self, simulator: Simulator) -> None:
        """Control a simulator."""
        self._simulator = simulator
        self._doors: Mapping[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", "_health"): self._health,
            ("GET", "_books"): self._read_books,
            ("DELETE", "_books"): self._forget,
            ("GET", "_calls"): self._read_calls,
            ("GET", "_faults"): self._read_faults,
            ("POST", "_faults"): self._order,
            ("PUT", "_faults"): self._leave_to_chance,
            ("DELETE", "_faults"): self._calm,
            ("GET", "_callbacks"): self._read_callbacks,
            ("PUT", "_callbacks"): self._address,
        }

    async def serve(self, request: Request) -> Answer:
        """Answer a request."""
        first = request.segments[0] if request.segments else ""
        if not first.startswith("_"):
            return await self._simulator.serve(request)
        door = self._doors.get((request.method, first))
        if door is None:
            return _json({"error": f"Nothing answers {request.method} /{first} here."}, 404)
        try:
            with self._simulator.books.at_one_moment():
                return _json(door(request))
        except MakesNoSense as problem:
            return _json({"error": str(problem)}, 400)

    def _health(self, request: Request) -> Any:
        return {"status": "ok"}

    def _read_books(self, request: Request) -> Any:
        books = self._simulator.books
        if len(request.segments) > 1:
            return self._read_book(known_biller(request.segments[1]))
        return {"billers": {biller: _sums(books.taken(biller)) for biller in KEPT}}

    def _read_book(self, biller: str) -> Any:
        books = self._simulator.books
        taken = books.taken(biller)
        book = {"biller": biller, **_sums(taken), "payments": taken}
        if biller != CORE_BANKING:
            return book
        balances = vault.balances(books)
        return {
            **book,
            "accounts": {
                balance.account: {
                    "opening": f"{balance.opening:.2f}",
                    "now": f"{balance.now:.2f}",
                }
                for balance in balances
            },
            "is_balanced": not sum(balance.now - balance.opening for balance in balances),
        }

    def _forget(self, request: Request) -> Any:
        self._simulator.forget()
        return {}

    def _read_calls(self, request: Request) -> Any:
        counts: dict[str, dict[str, int]] = {}
        for (biller, operation), count in self._simulator.counts.items():
            counts.setdefault(biller, {})[operation] = count
        return {"counts": counts, "calls": list(self._simulator.calls)}

    def _read_faults(self, request: Request) -> Any:
        troubles = self._simulator.troubles
        return {
            "faults": {name: fault.words for name, fault in FAULTS.items()},
            "refusals": {
                biller: [refusal.name for refusal in facts.ways_to_refuse]
                for biller, facts in BILLERS.items()
            },
            "orders": [{**asdict(order), "fault": order.fault.name} for order in troubles.orders],
            "chance": troubles.chance,
        }

    def _order(self, request: Request) -> Any:
        self._simulator.troubles.orders.append(read_asked(request.body, OrderAsked).order())
        return {}

    def _leave_to_chance(self, request: Request) -> Any:
        self._simulator.troubles.chance = read_asked(request.body, ChanceAsked).chance()
        return {}

    def _calm(self, request: Request) -> Any:
        self._simulator.troubles.orders.clear()
        self._simulator.troubles.chance = Chance()
        return {}

    def _read_callbacks(self, request: Request) -> Any:
        callbacks = self._simulator.callbacks
        return {"url": callbacks.address.url, "sent": list(callbacks.sent)}

    def _address(self, request: Request) -> Any:
        self._simulator.callbacks.address = read_asked(request.body, AddressAsked).address()
        return {}


def _sums(taken: list[Entry]) -> dict[str, Any]:
    total = sum((-e.amount if e.reverses else e.amount for e in taken), Decimal(0))
    return {"count": len(taken), "total": f"{total:.2f}"}


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=orjson.dumps(body, default=str), content_type=JSON)
