"""Which fault befalls a call: by its account's number, by order, or by chance."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from billers.simulator.calls import Call, Kind
from billers.simulator.faults import BY_NUMBER, COMMON, FAULTS, NOTHING, Fault

KIND_BY_FIGURE: Mapping[str, Kind] = {"6": Kind.MONEY, "7": Kind.LOOK_UP, "8": Kind.STATUS}
_ASKS_FOR_A_FAULT = re.compile(r"66([678])(\d\d)$")


@dataclass(slots=True, kw_only=True)
class Order:
    """A fault for the next calls that match; an empty `account` or `biller` matches all."""

    fault: Fault
    kind: Kind = Kind.MONEY
    biller: str = ""
    account: str = ""
    refusal: str = ""
    times: int = 1

    def is_for(self, call: Call) -> bool:
        """Tell whether a call is one of those that are meant."""
        return (
            call.kind is self.kind
            and self.biller in {"", call.biller}
            and self.account in {"", call.account, call.to_account}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Faults at a rate from 0 to 1; the seed decides which calls they befall."""

    rate: float = 0.0
    seed: int = 1
    faults: tuple[str, ...] = COMMON
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What befalls a call; `refusal` names the refusal where the biller has several."""

    fault: Fault = NOTHING
    refusal: str = ""


class Troubles:
    """Decides what befalls each call."""

    def __init__(self, chance: Chance) -> None:
        """Begin without orders."""
        self.orders: list[Order] = []
        self.chance = chance
        self._asked: Counter[tuple[str, ...]] = Counter()

    def befall(self, call: Call) -> Trouble:
        """Return what befalls a call; an order is used up by it."""
        asked = (call.biller, call.kind, call.operation, call.reference, call.account)
        self._asked[asked] += 1
        found = (
            self._by_number(call, self._asked[asked])
            or self._by_order(call)
            or self._by_chance(call, self._asked[asked])
        )
        return found or Trouble()

    def _by_number(self, call: Call, times: int) -> Trouble | None:
        """Return the fault that an account's number asks for: for each reference the first time.

        Otherwise what is sent again, to learn what became of it, would never get through.
        """
        if call.reference and times > 1:
            return None
        for number in (call.account, call.to_account):
            found = _ASKS_FOR_A_FAULT.search(number)
            if found and KIND_BY_FIGURE[found[1]] is call.kind and int(found[2]) in BY_NUMBER:
                return Trouble(BY_NUMBER[int(found[2])])
        return None

    def _by_order(self, call: Call) -> Trouble | None:
        for order in self.orders:
            if order.is_for(call):
                order.times -= 1
                if not order.times:
                    self.orders.remove(order)
                return Trouble(order.fault, order.refusal)
        return None

    def _by_chance(self, call: Call, times: int) -> Trouble | None:
        """Draw from the seed and the call alone, so that the order of calls does not matter."""
        chance = self.chance
        if not chance.rate or call.kind is not Kind.MONEY:
            return None
        key = f"{chance.seed}|{call.biller}|{call.reference}|{call.account}|{times}"
        digest = blake2b(key.encode(), digest_size=16).digest()
        if int.from_bytes(digest[:8], "big") >= chance.rate * 2**64:
            return None
        fault = FAULTS[chance.faults[int.from_bytes(digest[8:], "big") % len(chance.faults)]]
        if chance.seconds is not None:
            fault = replace(fault, seconds=chance.seconds)
        return Trouble(fault)
