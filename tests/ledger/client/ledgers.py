"""A ledger that says what a test tells it to: a real gRPC server on a free port."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from ledger.stubs import accounting_ledger_pb2 as pb
from ledger.stubs import accounting_ledger_pb2_grpc as services
from tests.ports import free_port

Answer = Callable[[Any, grpc.ServicerContext], Any]


class ScriptedLedger:
    """Answers each method as the test has set it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.address = ""
        self.calls: list[tuple[str, Any]] = []
        self.metadata: list[dict[str, str]] = []
        self._answers: dict[str, Answer] = {}
        self._server: grpc.Server | None = None
        self.stalled = threading.Event()
        for method in pb.DESCRIPTOR.services_by_name["AccountingLedgerService"].methods:
            setattr(self, method.name, self._answering(method.name))

    def on(self, method: str, answer: Any) -> None:
        """Let a method answer with a message, or with what a function makes of the request."""
        self._answers[method] = answer if callable(answer) else lambda *_call: answer

    def fail(self, method: str, status: grpc.StatusCode, words: str = "") -> None:
        """Let a method fail."""

        def answer(_request: Any, context: grpc.ServicerContext) -> Any:
            context.abort(status, words)

        self._answers[method] = answer

    def stall(self, method: str, answer: Any = None) -> None:
        """Let a method wait until `stalled` is set."""

        def wait(_request: Any, _context: grpc.ServicerContext) -> Any:
            self.stalled.wait(20)
            return answer

        self._answers[method] = wait

    def asked(self, method: str) -> list[Any]:
        """Return the requests that a method was called with."""
        return [request for name, request in self.calls if name == method]

    def start(self, port: int = 0, *, credentials: Any = None, has_health: bool = True) -> None:
        """Listen, on a free port if none is given; nobody takes it while this does not listen."""
        self._server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
        services.add_AccountingLedgerServiceServicer_to_server(cast(Any, self), self._server)
        if has_health:
            serving = health.HealthServicer()
            serving.set("", health_pb2.HealthCheckResponse.SERVING)
            health_pb2_grpc.add_HealthServicer_to_server(serving, self._server)
        wanted = f"127.0.0.1:{port or free_port()}"
        if credentials:
            found = self._server.add_secure_port(wanted, credentials)
        else:
            found = self._server.add_insecure_port(wanted)
        self.address = f"127.0.0.1:{found}"
        self._server.start()

    def stop(self) -> None:
        """Hang up on everybody at once."""
        self.stalled.set()
        if self._server:
            self._server.stop(grace=None).wait()

    def _answering(self, name: str) -> Answer:
        def answer(request: Any, context: grpc.ServicerContext) -> Any:
            self.calls.append((name, request))
            self.metadata.append({key: str(value) for key, value in context.invocation_metadata()})
            return self._answers[name](request, context)

        return answer


@contextmanager
def running_ledger(**options: Any) -> Iterator[ScriptedLedger]:
    """Run a scripted ledger for the length of a block."""
    ledger = ScriptedLedger()
    ledger.start(**options)
    try:
        yield ledger
    finally:
        ledger.stop()
