"""The service: which function answers which call, and how refusals become statuses."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import grpc
import psycopg
import structlog
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message_factory import GetMessageClass
from psycopg_pool import PoolTimeout

from ledger.simulator import arrears, portfolio, postings, searching, statements
from ledger.simulator.booking import When
from ledger.simulator.books import Books, one
from ledger.simulator.days import business_day
from ledger.simulator.faults import READS, WRITES, Call, Faults
from ledger.simulator.outbox import Outbox
from ledger.simulator.refusals import STATUS, Refusal
from ledger.simulator.striking import Strike
from ledger.simulator.watching import Watch
from ledger.simulator.writing import write
from ledger.stubs import accounting_ledger_pb2 as pb

SERVICE = pb.DESCRIPTOR.services_by_name["AccountingLedgerService"]
Answer = Callable[[Any, grpc.ServicerContext], Any]
log = structlog.get_logger(__name__)

READ_CALLS: Mapping[str, Callable[..., Any]] = {
    "GetTransactions": postings.get_transactions,
    "GetBalance": postings.get_balance,
    "GetLedgerRecord": postings.get_record,
    "GetStatement": statements.get_statement,
    "GetPortfolioSummary": portfolio.get_summary,
    "GetGLReconciliation": portfolio.get_reconciliation,
    "GetScheduleWithStatus": arrears.get_schedule,
    "GetAccountAging": arrears.get_aging,
    "GetOverdueAccounts": arrears.get_overdue,
    "SearchAccounts": searching.search_accounts,
}
WRITE_CALLS = frozenset(
    {
        "RecordRepayment",
        "ApplyLateFee",
        "ApplyDishonourFee",
        "WaiveFee",
        "WriteOff",
        "MakeAdjustment",
        "DisburseLoan",
    }
)
WATCH_CALL = "WatchTransactions"


@dataclass(frozen=True, kw_only=True)
class Service:
    """Answers every call of the protocol from the books. `clock` gives the present instant."""

    books: Books
    faults: Faults
    outbox: Outbox
    watch: Watch
    clock: Callable[[], datetime]
    zone: ZoneInfo
    stopping: threading.Event

    def handler(self) -> grpc.GenericRpcHandler:
        """Return what a gRPC server needs to know to serve the protocol."""
        methods = {method.name: self._served(method) for method in SERVICE.methods}
        return grpc.method_handlers_generic_handler(SERVICE.full_name, methods)

    def _served(self, method: MethodDescriptor) -> Any:
        words: dict[str, Any] = {
            "request_deserializer": GetMessageClass(method.input_type).FromString,
            "response_serializer": GetMessageClass(method.output_type).SerializeToString,
        }
        if method.name == WATCH_CALL:
            return grpc.unary_stream_rpc_method_handler(self._follow, **words)
        if method.name in WRITE_CALLS:
            return grpc.unary_unary_rpc_method_handler(self._guarded(self._write), **words)
        read = partial(self._read, READ_CALLS[method.name])
        return grpc.unary_unary_rpc_method_handler(self._guarded(read), **words)

    def _guarded(self, answer: Answer) -> Answer:
        def guarded(request: Any, context: grpc.ServicerContext) -> Any:
            with _as_status(context):
                return answer(request, context)

        return guarded

    def _follow(
        self, request: pb.WatchTransactionsRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.Transaction]:
        with _as_status(context):
            yield from self.watch.follow(request, context)

    def _write(self, request: Any, context: grpc.ServicerContext) -> Any:
        strike = self._strike(WRITES, request, context)
        strike.before()
        now = self.clock()
        when = When(now=now, happened_at=now, day=business_day(now, self.zone))
        with self.books.transaction() as connection:
            answer = write(
                connection,
                request,
                when=when,
                strike=strike,
                honours_keys=self.faults.honours_keys,
            )
        self.outbox.wake()
        strike.after()
        return answer

    def _read(self, read: Callable[..., Any], request: Any, context: grpc.ServicerContext) -> Any:
        strike = self._strike(READS, request, context)
        strike.before()
        strike.within()
        now = self.clock()
        with self.books.transaction() as connection:
            answer = read(connection, request, now=now, today=business_day(now, self.zone))
        strike.after()
        return answer

    def _strike(self, group: str, request: Any, context: grpc.ServicerContext) -> Strike:
        loan_account_id = getattr(request, "loan_account_id", "") or getattr(
            request, "account_id", ""
        )
        call = Call(
            group=group,
            loan_account_id=loan_account_id,
            account_number=lambda: self._account_number(loan_account_id),
            words=f"{getattr(request, 'notes', '')}\n{getattr(request, 'reason', '')}",
        )
        return Strike(self.faults.strike(call), context, self.stopping)

    def _account_number(self, loan_account_id: str) -> str:
        with self.books.transaction() as connection:
            row = one(
                connection,
                "select account_number from loan where loan_account_id = %s",
                [loan_account_id],
            )
        return row["account_number"] if row else ""


@contextmanager
def _as_status(context: grpc.ServicerContext) -> Iterator[None]:
    """Answer with the status of what keeps us from answering otherwise."""
    try:
        yield
    except Refusal as refusal:
        context.abort(STATUS[type(refusal)], str(refusal))
    except (psycopg.Error, PoolTimeout) as error:
        log.warning("the ledger's database failed", error=str(error).strip())
        context.abort(grpc.StatusCode.INTERNAL, "The ledger's database failed.")
