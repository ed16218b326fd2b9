"""One call: connect, send, read, and say how far it came."""

import functools
import logging
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx

from billers.connectors.contract import Exchange, Phase
from billers.connectors.wire.addresses import NoWayThere, find_addresses
from billers.connectors.wire.answers import Answer, Line, Request
from billers.connectors.wire.checking import check_line
from billers.connectors.wire.decoding import decode_to_keep
from billers.connectors.wire.headers import headers_of
from billers.connectors.wire.receiving import Received
from billers.connectors.wire.redaction import Redactor
from billers.connectors.wire.troubles import OUR_SETUP, Trouble
from billers.connectors.wire.watching import TimeLimit, Watch

SERVER_FAILED = 500
TOO_MANY_REQUESTS = 429

# The HTTP library writes addresses and headers, with all that is in them, when asked to log much.
for _name in ("httpcore", "httpx"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Wire:
    """The way to one server. Nothing is shared between two calls, so any thread may call."""

    def __init__(self, line: Line) -> None:
        """Take the line; nothing is connected until the first call.

        :raises SettingsAreUnfinished: if no call could ever be made over it
        """
        check_line(line)
        trusted_certificates()  # the first time takes long, and is not to count as a biller's
        self.line = line
        self.redactor = Redactor(line.credentials)
        self._url = httpx.URL(line.base_url.rstrip("/"))

    def send(self, request: Request) -> Answer:
        """Send a request exactly once, whatever comes of it: for all that moves money."""
        began = time.perf_counter()
        watch = Watch()
        received = self._call(request, watch)
        return self._answer(request, received, watch.phase, time.perf_counter() - began)

    def ask(self, request: Request) -> Answer:
        """Send a request that moves no money, and again while it gets no answer."""
        began = time.perf_counter()
        tries = 1
        answer = self.send(request)
        for wait in _waits(self.line):
            if not _may_come_right(answer):
                break
            time.sleep(wait)
            tries += 1
            answer = self.send(request)
        seconds = time.perf_counter() - began
        return replace(
            answer, exchange=replace(answer.exchange, tries=tries, latency_seconds=seconds)
        )

    def _call(self, request: Request, watch: Watch) -> Received:
        try:
            addresses = find_addresses(
                self._url.raw_host.decode("ascii"),
                self._url.port or (443 if self._url.scheme == "https" else 80),
                allowed_hosts=self.line.allowed_hosts,
                allowed_networks=self.line.allowed_networks,
            )
        except NoWayThere as closed:
            return Received(trouble=closed.trouble)
        received = Received(trouble=Trouble.REFUSED)
        with TimeLimit(watch, seconds=self.line.timeout_seconds):
            for address in addresses:
                received = self._call_address(request, address, watch)
                if watch.phase is not Phase.NOTHING_SENT or watch.is_out_of_time:
                    break
        return received

    def _call_address(self, request: Request, address: str, watch: Watch) -> Received:
        """Call one address: Note [The address that is checked is connected to]."""
        received = Received()
        outgoing = self._outgoing(request, address, watch)
        # a connection of its own for every call: it cannot have gone stale unnoticed
        with httpx.HTTPTransport(verify=trusted_certificates(), trust_env=False) as transport:
            try:
                response = transport.handle_request(outgoing)
                received.http_status = response.status_code
                received.content_type = response.headers.get("Content-Type", "")
                received.read(response)
                response.close()
            except httpx.TransportError as error:
                received.trouble = _trouble(error, watch)
        if received.trouble is None:
            watch.phase = Phase.ANSWERED
        return received

    def _outgoing(self, request: Request, address: str, watch: Watch) -> httpx.Request:
        url = httpx.URL(f"{self._url}{request.path}")
        line = self.line
        return httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers={
                b"Host": url.netloc,
                **headers_of(line.credentials, request.headers),
            },
            content=request.body or None,
            extensions={
                "trace": watch,
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": {
                    "connect": min(line.connect_timeout_seconds, line.timeout_seconds),
                    "read": line.timeout_seconds,
                    "write": line.timeout_seconds,
                    "pool": line.connect_timeout_seconds,
                },
            },
        )

    def _answer(
        self, request: Request, received: Received, phase: Phase, seconds: float
    ) -> Answer:
        asked = f"{request.method} {self._url}{request.path}"
        if request.body:
            asked = f"{asked}\n\n{request.body.decode()}"
        came = decode_to_keep(received.body, received.content_type)
        if received.trouble is not None:
            came = f"{came}\n[{received.trouble.value}]".strip()
        return Answer(
            http_status=received.http_status,
            body=received.body,
            content_type=received.content_type,
            trouble=received.trouble,
            exchange=Exchange(
                request=self.redactor.keep(asked),
                answer=self.redactor.keep(came),
                phase=phase,
                http_status=received.http_status,
                latency_seconds=seconds,
            ),
        )


@functools.cache
def trusted_certificates() -> ssl.SSLContext:
    """Return what servers are checked with: the certificates that the machine trusts."""
    return ssl.create_default_context()


def _trouble(error: httpx.TransportError, watch: Watch) -> Trouble:
    if watch.phase is Phase.NOTHING_SENT:
        if watch.is_in_tls and not isinstance(error, httpx.TimeoutException):
            return Trouble.TLS_FAILED
        timed_out = watch.is_out_of_time or isinstance(error, httpx.TimeoutException)
        return Trouble.NOT_CONNECTED if timed_out else Trouble.REFUSED
    if watch.is_out_of_time or isinstance(error, httpx.TimeoutException):
        return Trouble.TIMED_OUT
    return Trouble.LOST


def _may_come_right(answer: Answer) -> bool:
    """Tell whether asking again may get an answer where this asking got none."""
    if answer.trouble is not None:
        return answer.trouble not in OUR_SETUP
    status = answer.http_status or 0
    return status >= SERVER_FAILED or status == TOO_MANY_REQUESTS


def _waits(line: Line) -> Iterator[float]:
    """Yield how long to wait before each further try; the waits double."""
    wait = line.retries.first_wait_seconds
    for _ in range(line.retries.tries - 1):
        yield min(wait, line.retries.longest_wait_seconds)
        wait *= 2
