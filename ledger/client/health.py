"""Whether the ledger answers, and how fast: asked at most every five seconds in a process.

# Note [Nobody waits for a ledger that hangs]
The ledger is asked in a thread of its own, while everybody goes on with what was known. Only where
nothing usable is known, at first or after a connection was refused, one waits; and no longer than
a second, after which it is clear that the ledger is not well connected.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Event, Lock, Thread

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from ledger.client.statuses import Metadata, status_of

CONNECTED_SECONDS = 1.0
DEGRADED_SECONDS = 5.0
KEPT_SECONDS = 5.0
USABLE_SECONDS = 30.0  # while it is asked anew
OFFLINE_SECONDS, OFFLINE_USABLE_SECONDS = 1.0, 8.0  # its return should be noticed soon


class HealthState(StrEnum):
    """How well the ledger answers (WIRE 2)."""

    CONNECTED = "connected"
    DEGRADED = "degraded"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What became of the latest question; the latency is None where no answer came."""

    state: HealthState
    latency_seconds: float | None
    checked_at: datetime

    @property
    def is_offline(self) -> bool:
        """Whether money actions have to wait."""
        return self.state is HealthState.OFFLINE


def state_after(seconds: float) -> HealthState:
    """Return the state of a ledger that answered after so many seconds."""
    if seconds < CONNECTED_SECONDS:
        return HealthState.CONNECTED
    return HealthState.DEGRADED if seconds <= DEGRADED_SECONDS else HealthState.OFFLINE


def ask_health(stub: HealthStub, metadata: Metadata) -> Health:
    """Ask the ledger now; one without a health service has answered by saying so."""
    began = time.monotonic()
    try:
        answer = stub.Check(HealthCheckRequest(), timeout=DEGRADED_SECONDS, metadata=metadata)
        is_there = answer.status == HealthCheckResponse.SERVING
    except grpc.RpcError as error:
        is_there = status_of(error) is grpc.StatusCode.UNIMPLEMENTED
    seconds = time.monotonic() - began
    return Health(
        state=state_after(seconds) if is_there else HealthState.OFFLINE,
        latency_seconds=seconds if is_there else None,
        checked_at=datetime.now(UTC),
    )


class KeptHealth:
    """The latest answer, for all threads of a process (see the note above)."""

    def __init__(self, ask: Callable[[], Health]) -> None:
        self._ask = ask
        self._lock = Lock()
        self._latest: Health | None = None
        self._good_until = self._usable_until = 0.0
        self._answered: Event | None = None  # set once the question that is out is answered

    def latest(self) -> Health:
        """Return the latest answer, and ask anew if it is older than about five seconds."""
        with self._lock:
            if self._latest and time.monotonic() < self._good_until:
                return self._latest
            answered = self._answered or self._start_asking()
            if self._latest and time.monotonic() < self._usable_until:
                return self._latest
        if answered.wait(CONNECTED_SECONDS) and self._latest:
            return self._latest
        now = datetime.now(UTC)
        return Health(state=HealthState.DEGRADED, latency_seconds=None, checked_at=now)

    @property
    def is_surely_offline(self) -> bool:
        """Whether the ledger was offline when it was last asked, within about a second."""
        with self._lock:
            is_fresh = time.monotonic() < self._good_until
            return self._latest is not None and is_fresh and self._latest.is_offline

    def expire(self) -> None:
        """Ask anew the next time: a call took longer than somebody would wait."""
        self._good_until = 0.0

    def doubt(self) -> None:
        """Ask anew the next time, and believe nothing until then: a connection was lost."""
        self._good_until = self._usable_until = 0.0

    def _start_asking(self) -> Event:
        self._answered = answered = Event()
        Thread(target=self._keep, args=[answered], name="ledger health", daemon=True).start()
        return answered

    def _keep(self, answered: Event) -> None:
        try:
            health = self._ask()
            now = time.monotonic()
            with self._lock:
                self._latest = health
                is_gone = health.is_offline
                self._good_until = now + (OFFLINE_SECONDS if is_gone else KEPT_SECONDS)
                self._usable_until = now + (OFFLINE_USABLE_SECONDS if is_gone else USABLE_SECONDS)
        finally:
            self._answered = None
            answered.set()
