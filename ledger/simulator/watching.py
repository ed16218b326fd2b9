"""Watchers: callers who are told of an account's postings as they come.

One thread looks at the watched accounts, all of them in one query, and wakes the watchers of those
that were posted on; each then reads its own. So many watchers cost little, and whoever posts need
not know of them.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
import psycopg
import structlog
from psycopg_pool import PoolTimeout

from ledger.simulator.books import Books, one, rows
from ledger.simulator.loans import get_loan
from ledger.simulator.postings import get_posting, list_after
from ledger.simulator.refusals import NotReachable, TooMany
from ledger.simulator.translating import transaction
from ledger.stubs import accounting_ledger_pb2 as pb

LOOK_SECONDS = 0.05
MOST_WATCHERS = 150  # each holds a thread of the server
log = structlog.get_logger(__name__)


class Watch:
    """The accounts that somebody watches, and the thread that looks at them."""

    def __init__(self, books: Books) -> None:
        """Get ready, with nobody watching."""
        self._books = books
        self._watched: Counter[str] = Counter()
        self._newest: dict[str, int] = {}
        self._news = threading.Condition()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="ledger watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End, and let the watchers go."""
        self._is_stopping = True
        self._wake()
        self._thread.join()

    def follow(
        self, request: pb.WatchTransactionsRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.Transaction]:
        """Yield an account's postings after the one that is named, or from now on, for ever.

        :raises AccountUnknown: if there is no such account, or no such transaction on it
        :raises TooMany: if too many are watching
        :raises NotReachable: when the ledger stops
        """
        account, latest = request.loan_account_id, self._begin_after(request)
        with self._watching(account):
            context.add_callback(self._wake)
            context.send_initial_metadata(())
            while self._wait_for_newer(account, latest, context):
                with self._books.transaction() as connection:
                    found = list_after(connection, account, latest)
                for row in found:
                    yield transaction(row)
                    latest = row["sequence"]
            if self._is_stopping:
                raise NotReachable("The ledger stops.")

    def _begin_after(self, request: pb.WatchTransactionsRequest) -> int:
        """Return the sequence of the posting after which the watcher begins."""
        with self._books.transaction() as connection:
            account = get_loan(connection, request.loan_account_id).loan_account_id
            if request.from_transaction_id:
                return int(
                    get_posting(connection, request.from_transaction_id, of=account)["sequence"]
                )
            newest = one(
                connection,
                "select max(sequence) as sequence from posting where loan_account_id = %s",
                [account],
            )
        return int(newest["sequence"] or 0) if newest else 0

    @contextmanager
    def _watching(self, account: str) -> Iterator[None]:
        with self._news:
            if self._watched.total() >= MOST_WATCHERS:
                raise TooMany(f"{MOST_WATCHERS} callers watch already.")
            self._watched[account] += 1
            self._news.notify_all()
        try:
            yield
        finally:
            with self._news:
                self._watched[account] -= 1
                if not self._watched[account]:
                    del self._watched[account]
                    self._newest.pop(account, None)

    def _wait_for_newer(self, account: str, latest: int, context: grpc.ServicerContext) -> bool:
        """Wait for a newer posting; tell whether there is one, rather than an end."""

        def is_over() -> bool:
            return self._is_stopping or not context.is_active()

        with self._news:
            self._news.wait_for(lambda: is_over() or self._newest.get(account, 0) > latest)
            return not is_over()

    def _wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def _run(self) -> None:
        while not self._is_stopping:
            with self._news:
                self._news.wait_for(lambda: self._watched or self._is_stopping)
                watched = list(self._watched)
            try:
                self._look(watched)
            except (psycopg.Error, PoolTimeout) as error:
                log.warning("the ledger's watchers wait", error=str(error).strip())
            time.sleep(LOOK_SECONDS)

    def _look(self, accounts: list[str]) -> None:
        """Wake the watchers of accounts that were posted on since."""
        with self._books.transaction() as connection:
            found = rows(
                connection,
                "select loan_account_id, max(sequence) as sequence from posting"
                " where loan_account_id = any(%s) group by loan_account_id",
                [accounts],
            )
        newest = {row["loan_account_id"]: row["sequence"] for row in found}
        with self._news:
            if newest != self._newest:
                self._newest = newest
                self._news.notify_all()
