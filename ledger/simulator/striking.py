"""Carrying a fault out around one call: before it, in the middle of it, and after its commit."""

import threading
from dataclasses import dataclass, field

import grpc

from ledger.simulator.faults import Fault, Kind
from ledger.simulator.refusals import Busy, NotPossible, NotReachable


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that strikes one call; without a fault it does nothing."""

    fault: Fault | None
    context: grpc.ServicerContext
    stopping: threading.Event = field(default_factory=threading.Event)

    def before(self) -> None:
        """Do what happens before anything is looked at.

        :raises Refusal: if the fault is that it goes no further
        """
        if self._is(Kind.UNAVAILABLE):
            raise NotReachable("The simulator was told to be unavailable.")
        if self._is(Kind.ABORT):
            raise Busy("The simulator was told to abort this.")

    def within(self) -> None:
        """Do what happens once it is certain that something new is to be done.

        :raises Refusal: if the fault is a refusal
        """
        if self.fault and self._is(Kind.REFUSE):
            raise NotPossible(self.fault.message)
        if self.fault and self._is(Kind.SLOW):
            self.stopping.wait(self.fault.seconds)

    def after(self) -> None:
        """Do what happens when all is done but the answer.

        :raises Refusal: if the answer is lost
        """
        if self.fault and self._is(Kind.STALL):
            self._wait_until_nobody_listens(self.fault.seconds)
        if self._is(Kind.LOSE):
            raise NotReachable("Socket closed")

    def _wait_until_nobody_listens(self, seconds: float) -> None:
        gone = threading.Event()
        if self.context.add_callback(gone.set):
            gone.wait(seconds)
        raise NotReachable("Socket closed")

    def _is(self, kind: Kind) -> bool:
        return self.fault is not None and self.fault.kind is kind
