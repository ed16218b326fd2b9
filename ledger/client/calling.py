"""What can be asked of the ledger, and told to it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from ledger import answers
from ledger.client import wire_accounts, wire_books, wire_orders
from ledger.client.health import Health
from ledger.client.line import Line
from ledger.client.looking_up import find_mention, read_all
from ledger.client.problems import LedgerProblem, LedgerUnavailable
from ledger.client.watching import TransactionWatch
from ledger.orders import Order
from ledger.stubs import accounting_ledger_pb2 as pb

OFFLINE = "The ledger cannot be reached."
ZONES = timedelta(days=1)
"""Business days of the ledger and instants of ours may be a day apart."""


class LedgerClient:
    """The ledger over one line; safe for threads, and for the process that made it only.

    Every question raises `LedgerProblem`, mostly `LedgerUnavailable`, if there is no answer.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

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
        return self._line.read("GetTransactions", request, wire_accounts.transactions)

    def get_balance(self, *, loan_account_id: str) -> answers.Balance:
        """Return what is owed on an account now."""
        request = pb.GetBalanceRequest(loan_account_id=loan_account_id)
        return self._line.read("GetBalance", request, _balance)

    def get_record(self, *, loan_account_id: str) -> answers.LedgerRecord:
        """Return an account as the ledger keeps it."""
        request = pb.GetLedgerRecordRequest(loan_account_id=loan_account_id)
        return self._line.read("GetLedgerRecord", request, wire_accounts.record)

    def get_statement(
        self, *, loan_account_id: str, period_start: date, period_end: date
    ) -> answers.Statement:
        """Return what happened on an account between two business days, both included."""
        request = pb.GetStatementRequest(
            loan_account_id=loan_account_id,
            period_start=period_start.isoformat(),
            period_end=period_end.isoformat(),
        )
        return self._line.read("GetStatement", request, wire_accounts.statement)

    def get_portfolio(self, *, as_of_date: date | None = None) -> answers.Portfolio:
        """Return all loans together, today or on an earlier business day."""
        request = pb.GetPortfolioSummaryRequest(as_of_date=_text(as_of_date))
        return self._line.read("GetPortfolioSummary", request, wire_books.portfolio)

    def get_reconciliation(
        self, *, period_start: date, period_end: date
    ) -> answers.Reconciliation:
        """Return the general ledger between two business days, both included."""
        request = pb.GetGLReconciliationRequest(
            period_start=period_start.isoformat(), period_end=period_end.isoformat()
        )
        return self._line.read("GetGLReconciliation", request, wire_books.reconciliation)

    def get_schedule(self, *, loan_account_id: str) -> answers.Schedule:
        """Return an account's instalments with the transactions that paid them."""
        request = pb.GetScheduleWithStatusRequest(loan_account_id=loan_account_id)
        return self._line.read("GetScheduleWithStatus", request, wire_accounts.schedule)

    def get_aging(self, *, account_id: str) -> answers.Aging:
        """Return how late an account is."""
        request = pb.GetAccountAgingRequest(account_id=account_id)
        return self._line.read("GetAccountAging", request, wire_accounts.aging)

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
        return self._line.read("GetOverdueAccounts", request, wire_books.overdue)

    def search(self, *, query: str, limit: int = 20) -> tuple[answers.FoundAccount, ...]:
        """Return accounts that the ledger finds by a text."""
        request = pb.SearchAccountsRequest(query=query, limit=limit)
        return self._line.read("SearchAccounts", request, _found_accounts)

    def get_balances(
        self, *, loan_account_ids: Sequence[str], within_seconds: float
    ) -> dict[str, answers.Balance | LedgerProblem]:
        """Return the balances of several accounts, asked for at once under one deadline.

        Where a balance cannot be had, the reason stands in its place. A ledger that was offline a
        moment ago is not waited for.
        """
        if self._line.kept_health.is_surely_offline:
            return {key: LedgerUnavailable(OFFLINE) for key in loan_account_ids}
        requests = {key: pb.GetBalanceRequest(loan_account_id=key) for key in loan_account_ids}
        return self._line.read_at_once(
            "GetBalance", requests, _balance, within_seconds=within_seconds
        )

    def watch_transactions(self, *, loan_account_id: str, after: str = "") -> TransactionWatch:
        """Follow an account's postings, from the one after the transaction `after` if given."""
        request = pb.WatchTransactionsRequest(
            loan_account_id=loan_account_id, from_transaction_id=after or None
        )
        return TransactionWatch(self._line.follow("WatchTransactions", request))

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
        rpc = wire_orders.WRITINGS[type(order)].rpc
        return self._line.send(rpc, wire_orders.written(order, key=key), wire_orders.posted)

    # How the ledger is

    def health(self) -> Health:
        """Return how well the ledger answers, as known for at most about five seconds."""
        return self._line.kept_health.latest()

    def check_health(self) -> Health:
        """Ask the ledger now; one without a health service has answered by saying so."""
        return self._line.ask_health()


def _balance(message: pb.GetBalanceResponse) -> answers.Balance:
    return wire_accounts.balance(message, heard_at=datetime.now(UTC))


def _found_accounts(message: pb.SearchAccountsResponse) -> tuple[answers.FoundAccount, ...]:
    return tuple(wire_accounts.found_account(row) for row in message.results)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
