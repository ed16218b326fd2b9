"""What is kept of every call."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Phase(StrEnum):
    """How far a call came."""

    NOTHING_SENT = "NOTHING_SENT"
    SENT = "SENT"  # at least one byte may have left; no whole answer came back
    ANSWERED = "ANSWERED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What went over the wire, already redacted: it may be stored and shown to staff.

    `http_status` is None when no answer began. A question that was asked several times is told by
    its last try, with the time of all in `latency_seconds`.
    """

    request: str
    answer: str
    phase: Phase
    http_status: int | None
    latency_seconds: float
    tries: int = 1


NOTHING_WENT_OUT = Exchange(
    request="", answer="", phase=Phase.NOTHING_SENT, http_status=None, latency_seconds=0.0
)
"""What is kept of a call that was refused before anybody was connected."""

Said = TypeVar("Said", covariant=True)


@dataclass(frozen=True, slots=True)
class Reply(Generic[Said]):
    """How a call ended, and what is kept of it."""

    outcome: Said
    exchange: Exchange
