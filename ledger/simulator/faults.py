"""Faults on demand: what a ledger can do to whoever depends on it.

A fault strikes calls that fit it: the next N, or some by rate, on one account, or with a text in
the notes or the reason. Safe to use from any thread.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any


class Kind(StrEnum):
    """What a fault does."""

    SLOW = "slow"
    STALL = "stall"
    LOSE = "lose"
    REFUSE = "refuse"
    UNAVAILABLE = "unavailable"
    ABORT = "abort"


MEANINGS: Mapping[Kind, str] = {
    Kind.SLOW: "waits, then does what was asked, even if the caller has gone by then",
    Kind.STALL: "does it and commits, then says nothing until the caller's deadline is over",
    Kind.LOSE: "does it and commits, then answers as if the connection was lost (UNAVAILABLE)",
    Kind.REFUSE: "refuses (FAILED_PRECONDITION), except what was done under the same key before",
    Kind.UNAVAILABLE: "answers UNAVAILABLE and does nothing",
    Kind.ABORT: "answers ABORTED and does nothing",
}
USUAL_SECONDS = {Kind.SLOW: 2.0, Kind.STALL: 60.0}
WRITES, READS, ALL = "writes", "reads", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that a fault may strike; `account_number` looks the number up, if it is needed."""

    group: str
    loan_account_id: str
    account_number: Callable[[], str]
    words: str = ""


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault and the calls that it strikes.

    `seconds` is how long a slow call waits, and the longest that a stalled one does; 0 is as long
    as usual. `next` is how many more calls it strikes, None without end. `rate` is the share of
    fitting calls that it strikes, 0 to 1. `account` is an account's id or number, `marker` a text
    in notes or reason; empty fits all.
    """

    kind: Kind
    seconds: float = 0.0
    next: int | None = None
    rate: float = 1.0
    account: str = ""
    marker: str = ""
    calls: str = WRITES
    message: str = "The simulator was told to refuse this."

    def __post_init__(self) -> None:
        """Fill in how long it takes."""
        self.seconds = self.seconds or USUAL_SECONDS.get(self.kind, 0.0)

    def fits(self, call: Call) -> bool:
        """Tell whether a call is one of those that the fault is about."""
        if self.next == 0 or self.calls not in {call.group, ALL} or self.marker not in call.words:
            return False
        return self.account in {"", call.loan_account_id} or self.account == call.account_number()


class Faults:
    """The faults in force, first come first served, and whether keys are honoured."""

    def __init__(self, *, seed: int = 1) -> None:
        """Begin without faults; `seed` decides which calls a rate strikes. It keeps no secrets."""
        self.honours_keys = True
        self._chance = Random(seed)  # noqa: S311  # nosec B311
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, kind: str, **fields: Any) -> None:
        """Put a fault of a kind into force; `fields` are those of `Fault`."""
        fault = Fault(kind=Kind(kind), **fields)
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """End all faults, and honour keys again."""
        with self._lock:
            self._faults.clear()
        self.honours_keys = True

    def strike(self, call: Call) -> Fault | None:
        """Return the fault that strikes a call, or None; the call counts as one of its next N."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(call):
                    continue
                if fault.rate < 1 and self._chance.random() >= fault.rate:
                    continue
                if fault.next is not None:
                    fault.next -= 1
                return fault
        return None

    def list_in_force(self) -> list[Fault]:
        """Return the faults that can still strike."""
        with self._lock:
            return [fault for fault in self._faults if fault.next != 0]
