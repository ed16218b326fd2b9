"""The line to the ledger: how a call is made, counted, and answered in our words."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import grpc
from grpc_health.v1.health_pb2_grpc import HealthStub

from ledger.client import tallies
from ledger.client.health import KeptHealth, ask_health
from ledger.client.problems import LedgerProblem, LedgerUnavailable, OutcomeUnknown
from ledger.client.statuses import problem_of_order, problem_of_read, status_of
from ledger.client.wire_values import AnswerNotUnderstood
from ledger.stubs.accounting_ledger_pb2_grpc import AccountingLedgerServiceStub

AnswerT = TypeVar("AnswerT")

CONNECT_SECONDS = 2.0
"""How long a money order waits for a connection before it counts as not sent."""

NOT_CONNECTED = "The ledger cannot be reached. The order was not sent."
NOT_UNDERSTOOD = "The ledger's answer could not be understood."
OK = grpc.StatusCode.OK.name
NOT_SENT = "NOT_SENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a call may take in all."""

    read_seconds: float
    write_seconds: float


class Line:
    """One connection with all that belongs to calling over it; `rpc` names a method of WIRE 2."""

    def __init__(self, channel: grpc.Channel, *, deadlines: Deadlines, token: str) -> None:
        self._channel = channel
        self._stub = AccountingLedgerServiceStub(channel)
        self._deadlines = deadlines
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        # in no circle with the line: who lets go of it hangs up, instead of connecting for ever
        self.ask_health = partial(ask_health, HealthStub(channel), self._metadata)
        self.kept_health = KeptHealth(self.ask_health)

    def read(self, rpc: str, request: Any, translate: Callable[[Any], AnswerT]) -> AnswerT:
        """Ask and return the answer in our words.

        :raises LedgerProblem: if there is none
        """
        with self._read_problems(), _counted(rpc):
            message = getattr(self._stub, rpc)(
                request, timeout=self._deadlines.read_seconds, metadata=self._metadata
            )
        with self._read_problems():
            return translate(message)

    def read_at_once(
        self,
        rpc: str,
        requests: Mapping[str, Any],
        translate: Callable[[Any], AnswerT],
        *,
        within_seconds: float,
    ) -> dict[str, AnswerT | LedgerProblem]:
        """Ask several things at the same time, under one deadline; a problem is an answer here."""
        began = time.monotonic()
        method = getattr(self._stub, rpc)
        calls = {
            key: method.future(request, timeout=within_seconds, metadata=self._metadata)
            for key, request in requests.items()
        }
        found = {key: self._result_of(call, translate) for key, call in calls.items()}
        seconds = time.monotonic() - began
        tallies.count(tallies.Call(rpc, call.code().name, seconds) for call in calls.values())
        return found

    def follow(self, rpc: str, request: Any) -> Any:
        """Open a stream of answers, which has no deadline."""
        return getattr(self._stub, rpc)(request, metadata=self._metadata)

    def send(self, rpc: str, request: Any, translate: Callable[[Any], AnswerT]) -> AnswerT:
        """Send a money order once.

        :raises LedgerUnavailable: it was certainly not sent (decision 9)
        :raises OutcomeUnknown: it was sent, and may have been posted
        :raises LedgerProblem: another one, if the ledger answered that it posted nothing new
        """
        self._wait_for_connection(rpc)
        try:
            with _counted(rpc):
                message = getattr(self._stub, rpc)(
                    request, timeout=self._deadlines.write_seconds, metadata=self._metadata
                )
        except grpc.RpcError as error:
            self._lose_confidence(error)
            raise problem_of_order(error) from error
        try:
            return translate(message)
        except AnswerNotUnderstood as error:
            raise OutcomeUnknown(NOT_UNDERSTOOD) from error

    def _wait_for_connection(self, rpc: str) -> None:
        """Let an order begin only when there is a connection: what did not begin was not sent."""
        connection = grpc.channel_ready_future(self._channel)
        try:
            connection.result(timeout=CONNECT_SECONDS)
        except grpc.FutureTimeoutError as error:
            connection.cancel()  # or it would listen for ever
            self.kept_health.doubt()
            tallies.count([tallies.Call(rpc, NOT_SENT, CONNECT_SECONDS)])
            raise LedgerUnavailable(NOT_CONNECTED) from error

    def _result_of(
        self, call: Any, translate: Callable[[Any], AnswerT]
    ) -> AnswerT | LedgerProblem:
        try:
            with self._read_problems():
                return translate(call.result())
        except LedgerProblem as problem:
            return problem

    @contextmanager
    def _read_problems(self) -> Iterator[None]:
        """Turn what goes wrong with a read into our words."""
        try:
            yield
        except grpc.RpcError as error:
            self._lose_confidence(error)
            raise problem_of_read(error) from error
        except AnswerNotUnderstood as error:
            raise LedgerUnavailable(NOT_UNDERSTOOD) from error

    def _lose_confidence(self, error: grpc.RpcError) -> None:
        """Let it be asked soon how the ledger is, after what may be more than a refusal."""
        status = status_of(error)
        if status is grpc.StatusCode.UNAVAILABLE:
            self.kept_health.doubt()
        elif status is grpc.StatusCode.DEADLINE_EXCEEDED:
            self.kept_health.expire()


@contextmanager
def _counted(rpc: str) -> Iterator[None]:
    """Add the call within the block to the tallies."""
    began = time.monotonic()
    status = OK
    try:
        yield
    except grpc.RpcError as error:
        status = status_of(error).name
        raise
    finally:
        tallies.count([tallies.Call(rpc, status, time.monotonic() - began)])
