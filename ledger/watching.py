"""What the ledger posts, at once on open pages: WatchTransactions for each account in sight.

While a page of this process shows an account, one thread follows the ledger's postings on it and
announces each to the pages, which fetch their parts again. It comes back after an interruption
with growing pauses, and ends when no page is left. The events of the stream announce the same a
moment later, so a watch that fails costs a second and loses nothing.
"""

import random
import threading
from collections import Counter

import structlog
from django.db import DatabaseError, connections

from billie.live import publisher, topics
from ledger.client import LedgerClient, LedgerProblem, TransactionWatch, get_client
from ledger.guards import account_names

MOST_FOLLOWED = 50
"""Accounts that one process follows at once, each by a thread; others wait for their turn."""

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0

log = structlog.get_logger(__name__)


class AccountsInSight:
    """Which accounts the pages of this process show, and who follows them."""

    def __init__(self, *, most: int = MOST_FOLLOWED) -> None:
        self._most = most
        self._shown: Counter[str] = Counter()
        self._followers: dict[str, Follower] = {}
        self._lock = threading.Lock()

    def begin(self, key: str) -> None:
        """Follow an account, unless it is followed already."""
        with self._lock:
            self._shown[key] += 1
            self._fill()

    def end(self, key: str) -> None:
        """Let an account go that no page shows any more."""
        with self._lock:
            self._shown[key] -= 1
            if self._shown[key] > 0:
                return
            del self._shown[key]
            if follower := self._followers.pop(key, None):
                follower.stop()
            self._fill()

    def followed(self) -> set[str]:
        """Return the accounts that are followed now."""
        with self._lock:
            return set(self._followers)

    def _fill(self) -> None:
        for key in self._shown:
            if len(self._followers) >= self._most:
                return
            if key not in self._followers:
                self._followers[key] = Follower(key)
                self._followers[key].start()


class Follower(threading.Thread):
    """Follows one account, in a thread that ends with `stop`, or with the process."""

    def __init__(self, loan_account_id: str) -> None:
        super().__init__(name=f"ledger watch {loan_account_id}", daemon=True)
        self._account = loan_account_id
        self._stopped = threading.Event()
        self._watch: TransactionWatch | None = None
        self._latest = ""

    def stop(self) -> None:
        """End it; does not wait until it has ended."""
        self._stopped.set()
        if self._watch is not None:
            self._watch.cancel()

    def run(self) -> None:
        """Follow the account until stopped, or until the ledger says that it has none such."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopped.is_set():
            before = self._latest
            try:
                self._follow()
            except LedgerProblem as problem:
                if not self._may_go_on(problem):
                    log.info("ledger_watch_given_up", account=self._account, why=problem.code)
                    return
            if self._latest != before:
                pause = FIRST_PAUSE_SECONDS
            self._stopped.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311  # nosec B311
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _follow(self) -> None:
        """Announce postings as they come, until the connection is lost or cancelled.

        :raises LedgerProblem: if it is lost
        """
        client = get_client()
        if not self._latest:
            self._latest = _latest_transaction(client, self._account)
        watch = client.watch_transactions(loan_account_id=self._account, after=self._latest)
        self._watch = watch
        if self._stopped.is_set():  # in the instant before there was a watch to cancel
            watch.cancel()
        for posting in watch:
            if posting.transaction_id != self._latest:
                self._latest = posting.transaction_id
                self._announce()

    def _may_go_on(self, problem: LedgerProblem) -> bool:
        """Tell whether to try again; a transaction that the ledger forgot is forgotten here."""
        if problem.may_try_again:
            return True
        had_seen_one, self._latest = bool(self._latest), ""
        return had_seen_one

    def _announce(self) -> None:
        """Tell the pages of the account and of its customer, as far as that one is known."""
        changed = {topics.account(self._account)}
        try:
            customer_id = account_names([self._account])[self._account].customer_id
        except DatabaseError as error:
            log.warning("ledger_watch_without_customer", error=str(error).strip())
            customer_id = ""
        finally:
            connections.close_all()  # a thread that waits for hours needs none
        if customer_id:
            changed.add(topics.customer(customer_id))
        publisher.publish(changed)


def _latest_transaction(client: LedgerClient, loan_account_id: str) -> str:
    newest = client.get_transactions(loan_account_id=loan_account_id, limit=1).rows
    return newest[0].transaction_id if newest else ""


in_sight = AccountsInSight()
"""The accounts in sight of this process's pages."""
