"""What goes over the wire: a request, the line that it takes, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from billers.connectors.contract import Exchange, Phase, RetryPolicy
from billers.connectors.wire.troubles import Trouble


class Line(Protocol):
    """How a server is reached; `contract.Settings` is one."""

    @property
    def base_url(self) -> str: ...
    @property
    def credentials(self) -> Mapping[str, str]: ...
    @property
    def timeout_seconds(self) -> float: ...
    @property
    def connect_timeout_seconds(self) -> float: ...
    @property
    def retries(self) -> RetryPolicy: ...
    @property
    def allowed_hosts(self) -> frozenset[str]: ...
    @property
    def allowed_networks(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `path` is escaped already and is put behind the base URL."""

    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. `body` is as it came, secrets and all: it is read, and never kept.

    `trouble` is None only when a whole answer came.
    """

    http_status: int | None
    body: bytes = field(repr=False)
    content_type: str
    trouble: Trouble | None
    exchange: Exchange

    @property
    def was_sent(self) -> bool:
        """Whether a byte of the request may have left us."""
        return self.exchange.phase is not Phase.NOTHING_SENT
