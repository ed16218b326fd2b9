"""A tiny server on a real socket: it answers as it is told, and remembers what it was asked."""

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

TLS_HELLO = b"\x16\x03"
REASONS = {200: "OK", 302: "Found", 404: "Not Found", 409: "Conflict"}


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Server:
    """Answers each request with the next act, and with the last one from then on."""

    def __init__(self):
        """Listen on a free port of this machine."""
        self.heard = []
        self.connections = 0
        self._acts = [reply(b"")]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def will(self, *acts):
        """Say what is answered from now on."""
        self._acts = list(acts)

    def stop(self):
        """Listen no more: whoever connects is refused."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, suppress(OSError):
            heard = read_request(connection)
            if heard is None:
                return
            self.heard.append(heard)
            act = self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]
            act(connection)


def read_request(connection):
    """Return the request that comes over a connection, or None when none does."""
    came = b""
    while b"\r\n\r\n" not in came:
        more = connection.recv(65536)
        if not more or more.startswith(TLS_HELLO):
            return None
        came += more
    head, body = came.split(b"\r\n\r\n", 1)
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    while len(body) < int(headers.get("Content-Length", 0)):
        body += connection.recv(65536)
    method, path, _ = first.split(" ")
    return Heard(method, path, headers, body)


Act = Callable[[socket.socket], None]


def reply(body, *, status=200, content_type="text/xml", headers=()):
    """Answer whole."""
    body = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} {REASONS.get(status, 'Other')}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        *headers,
        "\r\n",
    ]
    whole = "\r\n".join(lines).encode() + body
    return lambda connection: connection.sendall(whole)


def break_off(connection):
    """Reset the connection without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(connection):
    """Close the connection politely, without a word."""


def stay_silent(connection):
    """Take the request and never answer."""
    connection.recv(1)  # returns when the other side has had enough


def cut_short(connection):
    """Promise more than is sent."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<response>")


def drip(connection):
    """Send one byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X")
        time.sleep(0.05)


def flood(megabytes):
    """Send an answer of so many megabytes."""

    def act(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<response>")
        for _ in range(megabytes):
            connection.sendall(b" " * 1024 * 1024)

    return act


def speak_no_http(connection):
    """Answer something that is no HTTP."""
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
