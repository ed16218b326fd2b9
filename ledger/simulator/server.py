"""The simulator as a whole: books, gRPC server with health, outbox; started and stopped."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import grpc
import redis
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from ledger.simulator import control
from ledger.simulator.books import Books
from ledger.simulator.faults import Faults
from ledger.simulator.keys import forget_old_answers
from ledger.simulator.mirror.following import Mirror
from ledger.simulator.outbox import Outbox
from ledger.simulator.service import SERVICE, Service
from ledger.simulator.watching import Watch

MOST_THREADS = 200
HOST = "127.0.0.1"


class PortTaken(Exception):
    """Another program listens on the port."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Where the simulator keeps its books, publishes, and listens; port 0 is any free one.

    `mirrored` is the stream whose loans come to live in the books; empty for none.
    """

    database_url: str
    redis_url: str
    stream: str
    zone: ZoneInfo
    mirrored: str = ""
    host: str = HOST
    port: int = 0


def _now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """A ledger server in threads of this process; it can be stopped and started again."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        faults: Faults | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        """Get ready, without listening yet."""
        self.faults = faults or Faults()
        self.port = configuration.port
        self._configuration = configuration
        self._clock = clock

    @property
    def address(self) -> str:
        """Where it listens, as host:port."""
        return f"{self._configuration.host}:{self.port}"

    def start(self) -> None:
        """Open the books and listen.

        :raises PortTaken: if another program listens there
        """
        configuration = self._configuration
        self._stopping = threading.Event()
        self.books = Books(configuration.database_url)
        with self.books.transaction() as connection:
            forget_old_answers(connection, now=self._clock())
        self._redis = redis.Redis.from_url(configuration.redis_url, socket_timeout=10)
        self._outbox = Outbox(self.books, self._redis, stream=configuration.stream)
        self._watch = Watch(self.books)
        self._mirror = self._make_mirror() if configuration.mirrored else None
        self._threads = ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="ledger")
        self._server = self._make_server()
        try:
            self.port = self._server.add_insecure_port(self.address)
        except RuntimeError as error:
            self._close()
            raise PortTaken(f"Port {self.port} is in use by another program.") from error
        for companion in (self._outbox, self._watch, self._mirror, self._server):
            if companion:
                companion.start()

    def stop(self, *, grace: float | None = None) -> None:
        """Stop listening, give calls under way `grace` seconds, and close the books."""
        self._stopping.set()
        self._watch.stop()
        self._health.enter_graceful_shutdown()
        self._server.stop(grace).wait()
        self._threads.shutdown()
        if self._mirror:
            self._mirror.stop()
        self._outbox.stop()
        self._close()

    def _make_server(self) -> grpc.Server:
        """Return a server that answers the protocol, health, and who runs the simulator."""
        service = Service(
            books=self.books,
            faults=self.faults,
            outbox=self._outbox,
            watch=self._watch,
            clock=self._clock,
            zone=self._configuration.zone,
            stopping=self._stopping,
        )
        # two servers must not share a port, each with a part of the calls
        server = grpc.server(self._threads, options=[("grpc.so_reuseport", 0)])
        server.add_generic_rpc_handlers([service.handler(), control.handler(self.faults)])
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        for name in ("", SERVICE.full_name):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return server

    def _make_mirror(self) -> Mirror:
        return Mirror(
            self.books,
            self._outbox,
            self._redis,
            stream=self._configuration.mirrored,
            clock=self._clock,
            zone=self._configuration.zone,
        )

    def _close(self) -> None:
        self._threads.shutdown(wait=False)
        self.books.close()
        self._redis.close()
