"""What tests ask the simulator itself: its books, what befalls next, who called, as JSON.

| address | |
|---|---|
| `GET /_health` | that it runs |
| `GET /_books` | how much each biller took |
| `GET /_books/<biller>` | each payment that it took; of `core_banking` balances and transfers |
| `DELETE /_books` | begin anew, with empty books and nothing ordered |
| `GET /_calls` | the calls, the newest last, with the fault that befell each, and how many |
| `GET /_faults` | every fault and refusal, the orders that wait, the rate |
| `POST /_faults` | order a fault for the next calls, see below |
| `PUT /_faults` | faults by chance: `rate`, `seed`, `faults`, `seconds` |
| `DELETE /_faults` | no more orders, and nothing by chance |
| `GET`, `PUT /_callbacks` | the callbacks sent; the address: `url`, `secret` |

An order names its `fault`, and may name `kind` ("money", "look_up" or "status"), `biller`,
`account`, `times`, `seconds` and, where a biller has several, the `refusal`.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import orjson

from billers.simulator import vault
from billers.simulator.books import Entry
from billers.simulator.callbacks import Address
from billers.simulator.calls import CORE_BANKING, Kind
from billers.simulator.exchange import JSON, Answer, Request
from billers.simulator.faults import FAULTS
from billers.simulator.roster import BILLERS
from billers.simulator.simulator import Simulator
from billers.simulator.troubles import Chance, Order

ORDER_FIELDS = {"fault", "kind", "biller", "account", "times", "seconds", "refusal"}
KEPT = (*BILLERS, CORE_BANKING)


class NotPossible(Exception):
    """What the simulator is asked to do makes no sense; the message says why."""


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
            return _json({"error": f"nothing answers {request.method} {first} here"}, 404)
        try:
            return _json(door(request))
        except NotPossible as problem:
            return _json({"error": str(problem)}, 400)

    def _health(self, request: Request) -> Any:
        return {"status": "ok"}

    def _read_books(self, request: Request) -> Any:
        if len(request.segments) > 1:
            return self._read_book(_known_biller(request.segments[1]))
        books = self._simulator.books
        return {
            "billers": {
                biller: {"count": len(taken), "total": _total(taken)}
                for biller in KEPT
                for taken in [books.taken(biller)]
            }
        }

    def _read_book(self, biller: str) -> Any:
        books = self._simulator.books
        taken = books.taken(biller)
        book = {"biller": biller, "count": len(taken), "total": _total(taken), "payments": taken}
        if biller != CORE_BANKING:
            return book
        balances = vault.balances(books)
        return {
            **book,
            "accounts": {balance.account: _balance(balance) for balance in balances},
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
        given = _given(request, ORDER_FIELDS)
        fault = FAULTS.get(given.get("fault", ""))
        if fault is None:
            raise NotPossible(f"There is no fault {given.get('fault')!r}: see GET /_faults")
        if (times := int(given.get("times", 1))) < 1:
            raise NotPossible("times is 1 or more")
        biller = given.get("biller", "")
        self._simulator.troubles.orders.append(
            Order(
                fault=replace(fault, seconds=float(given.get("seconds", fault.seconds))),
                kind=_known_kind(given.get("kind", Kind.MONEY)),
                biller=_known_biller(biller) if biller else "",
                account=given.get("account", ""),
                refusal=given.get("refusal", ""),
                times=times,
            )
        )
        return {}

    def _leave_to_chance(self, request: Request) -> Any:
        given = _given(request, {"rate", "seed", "faults", "seconds"})
        self._simulator.troubles.chance = read_chance(given)
        return {}

    def _calm(self, request: Request) -> Any:
        self._simulator.troubles.orders.clear()
        self._simulator.troubles.chance = Chance()
        return {}

    def _read_callbacks(self, request: Request) -> Any:
        return {
            "url": self._simulator.callbacks.address.url,
            "sent": list(self._simulator.callbacks.sent),
        }

    def _address(self, request: Request) -> Any:
        self._simulator.callbacks.address = Address(**_given(request, {"url", "secret"}))
        return {}


def read_chance(given: Mapping[str, Any]) -> Chance:
    """Return faults by chance as they are described.

    :raises NotPossible: if the rate is none, or a fault does not exist
    """
    chance = Chance(**{**given, "faults": tuple(given.get("faults") or Chance().faults)})
    if not 0 <= chance.rate <= 1:
        raise NotPossible("The rate is between 0 and 1")
    if unknown := [name for name in chance.faults if name not in FAULTS]:
        raise NotPossible(f"There is no fault {unknown[0]!r}; there are: {', '.join(FAULTS)}")
    return chance


def _given(request: Request, names: set[str]) -> dict[str, Any]:
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise NotPossible(f"The body is no JSON: {error}") from error
    if not isinstance(given, dict):
        raise NotPossible("The body is no JSON object")
    if strange := given.keys() - names:
        raise NotPossible(f"{', '.join(sorted(strange))}: not known here")
    return given


def _known_biller(name: str) -> str:
    if name.upper() not in KEPT:
        raise NotPossible(f"There is no biller {name!r}; there are: {', '.join(KEPT)}")
    return name.upper()


def _known_kind(name: str) -> Kind:
    if name not in set(Kind):
        raise NotPossible(f"There is no kind {name!r}; there are: {', '.join(Kind)}")
    return Kind(name)


def _total(taken: list[Entry]) -> str:
    return f"{sum((-e.amount if e.reverses else e.amount for e in taken), Decimal(0)):.2f}"


def _balance(balance: vault.Balance) -> dict[str, str]:
    return {"opening": f"{balance.opening:.2f}", "now": f"{balance.now:.2f}"}


def _json(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=orjson.dumps(body, default=str), content_type=JSON)
