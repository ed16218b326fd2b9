"""What the simulator may be told while it runs: shapes of JSON, and whether they make sense."""

from dataclasses import replace
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from billers.simulator.callbacks import SIMULATED_KEY, Address
from billers.simulator.calls import CORE_BANKING, Kind
from billers.simulator.faults import COMMON, FAULTS
from billers.simulator.roster import BILLERS
from billers.simulator.troubles import Chance, Order

KEPT = (*BILLERS, CORE_BANKING)
Seconds = Annotated[float, Meta(ge=0)]


class MakesNoSense(Exception):
    """What the simulator is told cannot be done; the message says why."""


class OrderAsked(Struct, forbid_unknown_fields=True, kw_only=True):
    """A fault for the next calls."""

    fault: str
    kind: Kind = Kind.MONEY
    biller: str = ""
    account: str = ""
    refusal: str = ""
    times: Annotated[int, Meta(ge=1)] = 1
    seconds: Seconds | None = None

    def order(self) -> Order:
        """Return the order.

        :raises MakesNoSense: if the fault, the biller or the refusal does not exist
        """
        check_fault(self.fault)
        refusals = {way.name for biller in BILLERS.values() for way in biller.ways_to_refuse}
        if self.refusal and self.refusal not in refusals:
            raise MakesNoSense(f"There is no refusal {self.refusal!r}: see GET /_faults.")
        fault = FAULTS[self.fault]
        return Order(
            fault=fault if self.seconds is None else replace(fault, seconds=self.seconds),
            kind=self.kind,
            biller=known_biller(self.biller) if self.biller else "",
            account=self.account,
            refusal=self.refusal,
            times=self.times,
        )


class ChanceAsked(Struct, forbid_unknown_fields=True, kw_only=True):
    """Faults by chance."""

    rate: Annotated[float, Meta(ge=0, le=1)]
    seed: int = 1
    faults: Annotated[tuple[str, ...], Meta(min_length=1)] = COMMON
    seconds: Seconds | None = None

    def chance(self) -> Chance:
        """Return the faults by chance.

        :raises MakesNoSense: if one of the faults does not exist
        """
        for name in self.faults:
            check_fault(name)
        return Chance(rate=self.rate, seed=self.seed, faults=self.faults, seconds=self.seconds)


class AddressAsked(Struct, forbid_unknown_fields=True, kw_only=True):
    """Where callbacks go."""

    url: str
    secret: str = SIMULATED_KEY

    def address(self) -> Address:
        """Return the address."""
        return Address(url=self.url, secret=self.secret)


Asked = TypeVar("Asked", OrderAsked, ChanceAsked, AddressAsked)


def read_asked(body: bytes, shape: type[Asked]) -> Asked:
    """Return what stands in a body.

    :raises MakesNoSense: if it is no JSON, or of another shape
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise MakesNoSense(f"{error}.") from error


def check_fault(name: str) -> None:
    """Let a fault pass that exists.

    :raises MakesNoSense: if there is none of that name
    """
    if name not in FAULTS:
        raise MakesNoSense(f"There is no fault {name!r}; there are: {', '.join(FAULTS)}.")


def known_biller(name: str) -> str:
    """Return the type of a biller, or of core banking, which may be written in small letters.

    :raises MakesNoSense: if there is none of that name
    """
    if name.upper() not in KEPT:
        raise MakesNoSense(f"There is no biller {name!r}; there are: {', '.join(KEPT)}.")
    return name.upper()
