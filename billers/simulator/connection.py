"""One HTTP connection that stays open between requests, and that can be broken on purpose.

Frameworks send answers properly or not at all. Here half an answer, two answers to one request
and a reset are part of the job, so the connection is ours; h11 reads and writes the HTTP.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

import h11
import orjson

from billers.simulator.exchange import JSON, Answer, Ending, Request

Serve = Callable[[Request], Awaitable[Answer]]

LARGEST_REQUEST = 1 << 20
BLANKS = b" " * 65_536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # linger for no time: the peer sees a reset


class Connection(asyncio.Protocol):
    """Reads one request after the other, has each served, and answers in order.

    A client that leaves does not stop what it asked for: no biller takes a payment back because
    nobody waited for the receipt.
    """

    def __init__(self, serve: Serve, is_open: "set[Connection]") -> None:
        """Serve requests with `serve`; be in `is_open` meanwhile."""
        self._serve = serve
        self._is_open = is_open
        self._task: asyncio.Task[None] | None = None
        self._http = h11.Connection(h11.SERVER)
        self._head: h11.Request
        self._body = bytearray()
        self._left = asyncio.Event()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._is_open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Release whoever keeps silent until the client gives up."""
        self._is_open.discard(self)
        self._left.set()
        self._may_write.set()

    def pause_writing(self) -> None:
        """Wait: the client reads more slowly than we write."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """Go on."""
        self._may_write.set()

    def hang_up(self) -> None:
        """Close the connection, whatever is at work."""
        if self._task:
            self._task.cancel()
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take in bytes, and serve a request once it is whole."""
        try:
            self._http.receive_data(data)
        except h11.RemoteProtocolError as error:
            self._refuse(error.error_status_hint, str(error))
        else:
            self._read()

    def _read(self) -> None:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                self._refuse(error.error_status_hint, str(error))
                return
            if isinstance(event, h11.Request):
                self._head, self._body = event, bytearray()
            elif isinstance(event, h11.Data):
                self._body += event.data
                if len(self._body) > LARGEST_REQUEST:
                    self._refuse(413, "the request is too large")
                    return
            elif isinstance(event, h11.EndOfMessage):
                self._task = asyncio.get_running_loop().create_task(self._answer())
                self._task.add_done_callback(self._done)
            else:  # more is to come, or nothing ever again
                if isinstance(event, h11.ConnectionClosed):
                    self._transport.close()
                return

    def _done(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            self._transport.abort()
            told = {"message": "A call could not be served.", "exception": error}
            task.get_loop().call_exception_handler(told)

    async def _answer(self) -> None:
        answer = await self._serve(read_request(self._head, bytes(self._body)))
        if answer.ending is Ending.SILENT:
            await self._left.wait()
        if not self._transport.is_closing():
            await self._send(answer)

    async def _send(self, answer: Answer) -> None:
        if answer.ending is Ending.RESET:
            connected: socket.socket = self._transport.get_extra_info("socket")
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self._transport.abort()
        elif answer.ending is Ending.CLOSED:
            self._transport.close()
        elif answer.ending is Ending.CUT:
            whole = self._written(answer)
            self._transport.write(whole[: len(whole) - max(1, len(answer.body) // 2)])
            self._transport.close()
        else:
            self._transport.write(self._written(answer) * (1 + (answer.ending is Ending.TWICE)))
            await self._pad(answer.padding)
            if not self._transport.is_closing():
                self._http.send(h11.EndOfMessage())
                self._go_on()

    async def _pad(self, count: int) -> None:
        """Write blanks, as fast as the client reads them."""
        while count and not self._transport.is_closing():
            blanks = BLANKS[:count]
            self._transport.write(self._http.send(h11.Data(data=blanks)) or b"")
            count -= len(blanks)
            await self._may_write.wait()

    def _written(self, answer: Answer) -> bytes:
        headers = [
            ("content-type", answer.content_type),
            ("content-length", str(len(answer.body) + answer.padding)),
        ]
        if answer.location:
            headers.append(("location", answer.location))
        head = h11.Response(status_code=answer.status, headers=headers)
        begun = self._http.send(head) or b""
        return begun + (self._http.send(h11.Data(data=answer.body)) or b"")

    def _go_on(self) -> None:
        if self._http.our_state is h11.MUST_CLOSE:
            self._transport.close()
            return
        self._http.start_next_cycle()
        self._read()  # what came meanwhile

    def _refuse(self, status: int, why: str) -> None:
        if self._http.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            body = orjson.dumps({"error": why})
            answer = Answer(status=status, body=body, content_type=JSON)
            self._transport.write(self._written(answer))
        self._transport.close()


def read_request(head: h11.Request, body: bytes) -> Request:
    """Return a request as the rest of the simulator knows it."""
    target = urlsplit(head.target.decode("latin-1"))
    path = target.path.strip("/")
    return Request(
        method=head.method.decode("ascii"),
        segments=tuple(unquote(segment) for segment in path.split("/")) if path else (),
        query=dict(parse_qsl(target.query, keep_blank_values=True)),
        headers={name.decode("ascii"): value.decode("latin-1") for name, value in head.headers},
        body=body,
    )
