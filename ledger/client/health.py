"""Whether the ledger answers, and how fast: asked at most every five seconds in a process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub

from ledger.client.statuses import Metadata, status_of

CONNECTED_SECONDS = 1.0
DEGRADED_SECONDS = 5.0
KEPT_SECONDS = 5.0
OFFLINE_SECONDS = 1.0  # its return should be noticed soon


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
    """The latest answer, for all threads of a process.

    One thread asks anew while the others go on with what was known: pages do not queue up behind
    a ledger that does not answer.
    """

    def __init__(self, ask: Callable[[], Health]) -> None:
        self._ask = ask
        self._asking = Lock()
        self._latest: Health | None = None
        self._good_until = 0.0

    def latest(self) -> Health:
        """Return the latest answer, which is at most about five seconds old."""
        if (known := self._known()) is not None:
            return known
        known = self._latest
        if not self._asking.acquire(blocking=known is None) and known is not None:
            return known
        try:
            return self._known() or self._asked()
        finally:
            self._asking.release()

    def doubt(self) -> None:
        """Ask anew the next time: a call has just failed."""
        self._good_until = 0.0

    def _known(self) -> Health | None:
        return self._latest if time.monotonic() < self._good_until else None

    def _asked(self) -> Health:
        self._latest = health = self._ask()
        kept = OFFLINE_SECONDS if health.is_offline else KEPT_SECONDS
        self._good_until = time.monotonic() + kept
        return health
