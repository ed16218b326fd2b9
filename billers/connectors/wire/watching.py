"""Watching one call: how far it came, byte by byte, and that it ends in time.

Note [The phase is observed]: whether a byte of a request may have left us is not concluded from
the kind of an exception; the HTTP library tells each step as it begins.

Note [A call ends in time]: a read time-out starts anew with every byte that drips in. So the
connection itself is shut when the time of the whole call is over.
"""

import contextlib
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from billers.connectors.contract import Phase

_REQUEST_BEGINS = "http11.send_request_headers.started"
_CONNECTING = "connection.connect_tcp.started"
_TLS_BEGINS = "connection.start_tls.started"
_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Watch:
    """What is seen of one call; to be passed as the `trace` of the HTTP library."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.phase = Phase.NOTHING_SENT
        self.is_in_tls = False
        self.is_out_of_time = False
        self._socket: socket.socket | None = None

    def __call__(self, step: str, info: Mapping[str, Any]) -> None:
        """Note a step of the call as it begins or ends."""
        if step == _REQUEST_BEGINS:
            self.phase = Phase.SENT
        if step in (_CONNECTING, _TLS_BEGINS):
            self.is_in_tls = step == _TLS_BEGINS
        if step in _CONNECTED:
            self.is_in_tls = False
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_out_of_time:
                self.cut()

    def cut(self) -> None:
        """Shut the connection, from another thread: what waits for it is woken."""
        self.is_out_of_time = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # not the method of an SSL socket, which is no thread's but its own
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class TimeLimit:
    """A context that cuts a watched call off: Note [A call ends in time]."""

    def __init__(self, watch: Watch, *, seconds: float) -> None:
        """Prepare to cut after so many seconds."""
        self._timer = threading.Timer(seconds, watch.cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
