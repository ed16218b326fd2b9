"""What can be asked of the ledger, and told to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import grpc
from grpc_health.v1.health_pb2_grpc import HealthStub

from ledger import answers
from ledger.client import wire_accounts, wire_books, wire_orders
from ledger.client.health import Health, KeptHealth, ask_health
from ledger.client.looking_up import find_mention, read_all
from ledger.client.problems import LedgerProblem, LedgerUnavailable, OutcomeUnknown
from ledger.client.statuses import problem_of_order, problem_of_read
from ledger.client.watching import TransactionWatch
from ledger.client.wire_values import AnswerNotUnderstood
from ledger.orders import Order
from ledger.stubs import accounting_ledger_pb2 as pb
from ledger.stubs.accounting_ledger_pb2_grpc import AccountingLedgerServiceStub

AnswerT = TypeVar("AnswerT")

CONNECT_SECONDS = 2.0
"""How long a money order waits for a connection before it counts as not sent."""

NOT_CONNECTED = "The ledger cannot be reached. The order was not sent."
NOT_UNDERSTOOD = "The ledger's answer could not be understood."
ZONES = timedelta(days=1)
"""Business days of the ledger and instants of ours may be a day apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a call may take in all."""

    read_seconds: float
    write_seconds: float


class LedgerClient:
    """The ledger over one connection; safe for threads, and for the process that made it only."""

    def __init__(self, channel: grpc.Channel, *, deadlines: Deadlines, token: str = "") -> None:
        self._channel = channel
        self._stub = AccountingLedgerServiceStub(channel)
        self._health_stub = HealthStub(channel)
        self._deadlines = deadlines
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._kept_health = KeptHealth(self.check_health)

    # What is so

    def get_transactions(
        self,
        *,
        loan_account_id: str,
        limit: int,
        from_date: date | None = None,
        to_date: date | None = None,
        type: answers.TransactionType | None = None,
    ) -> answers.Transactions:
        """Return the newest postings of an account, up to a limit; days are business days."""
        request = pb.GetTransactionsRequest(
            loan_account_id=loan_account_id,
            limit=limit,
            from_date=_text(from_date),
            to_date=_text(to_date),
            type_filter=wire_accounts.NUMBERS.get(type) if type else None,
        )
        return self._read(self._stub.GetTransactions, request, wire_accounts.transactions)

    def get_balance(self, *, loan_account_id: str) -> answers.Balance:
        """Return what is owed on an account now."""
        request = pb.GetBalanceRequest(loan_account_id=loan_account_id)
        return self._read(self._stub.GetBalance, request, _balance)

    def get_record(self, *, loan_account_id: str) -> answers.LedgerRecord:
        """Return an account as the ledger keeps it."""
        request = pb.GetLedgerRecordRequest(loan_account_id=loan_account_id)
        return self._read(self._stub.GetLedgerRecord, request, wire_accounts.record)

    def get_statement(
        self, *, loan_account_id: str, period_start: date, period_end: date
    ) -> answers.Statement:
        """Return what happened on an account between two business days, both included."""
        request = pb.GetStatementRequest(
            loan_account_id=loan_account_id,
            period_start=period_start.isoformat(),
            period_end=period_end.isoformat(),
        )
        return self._read(self._stub.GetStatement, request, wire_accounts.statement)

    def get_portfolio(self, *, as_of_date: date | None = None) -> answers.Portfolio:
        """Return all loans together, today or on an earlier business day."""
        request = pb.GetPortfolioSummaryRequest(as_of_date=_text(as_of_date))
        return self._read(self._stub.GetPortfolioSummary, request, wire_books.portfolio)

    def get_reconciliation(
        self, *, period_start: date, period_end: date
    ) -> answers.Reconciliation:
        """Return the general ledger between two business days, both included."""
        request = pb.GetGLReconciliationRequest(
            period_start=period_start.isoformat(), period_end=period_end.isoformat()
        )
        return self._read(self._stub.GetGLReconciliation, request, wire_books.reconciliation)

    def get_schedule(self, *, loan_account_id: str) -> answers.Schedule:
        """Return an account's instalments with the transactions that paid them."""
        request = pb.GetScheduleWithStatusRequest(loan_account_id=loan_account_id)
        return self._read(self._stub.GetScheduleWithStatus, request, wire_accounts.schedule)

    def get_aging(self, *, account_id: str) -> answers.Aging:
        """Return how late an account is."""
        request = pb.GetAccountAgingRequest(account_id=account_id)
        return self._read(self._stub.GetAccountAging, request, wire_accounts.aging)

    def get_overdue(
        self,
        *,
        bucket: str = "",
        min_days: int | None = None,
        max_days: int | None = None,
        page_size: int = 50,
        page_token: str = "",
    ) -> answers.OverdueAccounts:
        """Return accounts that are late, by arrears bucket and days past due."""
        request = pb.GetOverdueAccountsRequest(
            bucket_filter=bucket or None,
            min_dpd=min_days,
            max_dpd=max_days,
            page_size=page_size,
            page_token=page_token or None,
        )
        return self._read(self._stub.GetOverdueAccounts, request, wire_books.overdue)

    def search(self, *, query: str, limit: int = 20) -> tuple[answers.FoundAccount, ...]:
        """Return accounts that the ledger finds by a text."""
        request = pb.SearchAccountsRequest(query=query, limit=limit)
        return self._read(self._stub.SearchAccounts, request, _found_accounts)

    def get_balances(
        self, *, loan_account_ids: Sequence[str], within_seconds: float
    ) -> dict[str, answers.Balance | LedgerProblem]:
        """Return the balances of several accounts, asked for at once under one deadline.

        Where a balance cannot be had, the reason stands in its place.
        """
        calls = {
            account: self._stub.GetBalance.future(
                pb.GetBalanceRequest(loan_account_id=account),
                timeout=within_seconds,
                metadata=self._metadata,
            )
            for account in loan_account_ids
        }
        return {account: self._balance_of(call) for account, call in calls.items()}

    def _balance_of(self, call: Any) -> answers.Balance | LedgerProblem:
        try:
            with self._read_problems():
                return _balance(call.result())
        except LedgerProblem as problem:
            return problem

    def watch_transactions(self, *, loan_account_id: str, after: str = "") -> TransactionWatch:
        """Follow an account's postings, from the one after the transaction `after` if given."""
        request = pb.WatchTransactionsRequest(
            loan_account_id=loan_account_id, from_transaction_id=after or None
        )
        return TransactionWatch(self._stub.WatchTransactions(request, metadata=self._metadata))

    def find_by_reference(
        self, *, loan_account_id: str, reference: str, since: datetime
    ) -> answers.Transaction | None:
        """Return the posting since an instant that carries a reference, None if there is none.

        :raises LedgerProblem: if not every posting since then could be looked at
        """

        def ask(limit: int) -> answers.Transactions:
            return self.get_transactions(
                loan_account_id=loan_account_id,
                limit=limit,
                from_date=since.astimezone(UTC).date() - ZONES,
            )

        return find_mention(read_all(ask), reference)

    # What shall be done

    def post(self, order: Order, *, key: str) -> answers.Posted:
        """Send a money order once, under the key of its intent.

        :raises LedgerUnavailable: it was certainly not sent (decision 9)
        :raises OutcomeUnknown: it was sent, and may have been posted
        :raises LedgerProblem: another one, if the ledger answered that it posted nothing new
        """
        call: Any = getattr(self._stub, wire_orders.WRITINGS[type(order)].rpc)
        request = wire_orders.written(order, key=key)
        self._wait_for_connection()
        try:
            message = call(request, timeout=self._deadlines.write_seconds, metadata=self._metadata)
        except grpc.RpcError as error:
            self._kept_health.doubt()
            raise problem_of_order(error) from error
        try:
            return wire_orders.posted(message)
        except AnswerNotUnderstood as error:
            raise OutcomeUnknown(NOT_UNDERSTOOD) from error

    def _wait_for_connection(self) -> None:
        """Let an order begin only when there is a connection: what did not begin was not sent."""
        connection = grpc.channel_ready_future(self._channel)
        try:
            connection.result(timeout=CONNECT_SECONDS)
        except grpc.FutureTimeoutError as error:
            connection.cancel()  # or it would listen for ever
            self._kept_health.doubt()
            raise LedgerUnavailable(NOT_CONNECTED) from error

    # How the ledger is

    def health(self) -> Health:
        """Return how well the ledger answers, as known for at most about five seconds."""
        return self._kept_health.latest()

    def check_health(self) -> Health:
        """Ask the ledger now; one without a health service has answered by saying so."""
        return ask_health(self._health_stub, self._metadata)

    def _read(self, call: Any, request: Any, read: Callable[[Any], AnswerT]) -> AnswerT:
        with self._read_problems():
            return read(
                call(request, timeout=self._deadlines.read_seconds, metadata=self._metadata)
            )

    @contextmanager
    def _read_problems(self) -> Iterator[None]:
        """Turn what goes wrong with a read into our words."""
        try:
            yield
        except grpc.RpcError as error:
            problem = problem_of_read(error)
            if isinstance(problem, LedgerUnavailable):
                self._kept_health.doubt()
            raise problem from error
        except AnswerNotUnderstood as error:
            raise LedgerUnavailable(NOT_UNDERSTOOD) from error


def _balance(message: pb.GetBalanceResponse) -> answers.Balance:
    return wire_accounts.balance(message, heard_at=datetime.now(UTC))


def _found_accounts(message: pb.SearchAccountsResponse) -> tuple[answers.FoundAccount, ...]:
    return tuple(wire_accounts.found_account(row) for row in message.results)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
