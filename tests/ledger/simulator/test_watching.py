"""WatchTransactions: postings reach whoever watches the account, at once and in order."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.simulation import Simulation
from tests.ledger.simulator.asking import Teller, refusal

AT_ONCE = 40
SOON_SECONDS = 0.5  # about 0.05 on a machine that has nothing else to do


@contextmanager
def watching(teller: Teller, account: str, after: str = "") -> Iterator[Any]:
    """Watch an account; the ledger has begun to when this is entered."""
    request = pb.WatchTransactionsRequest(
        loan_account_id=account, from_transaction_id=after or None
    )
    call: Any = teller.stub.WatchTransactions(request)
    call.initial_metadata()
    yield call
    call.cancel()


def test_a_watcher_sees_a_posting_at_once(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id

    def wait() -> float:
        posted = teller.repay(account, "10.00").transaction
        began = time.monotonic()
        seen = next(watched)
        waited = time.monotonic() - began
        assert seen == posted
        return waited

    with watching(teller, account) as watched:
        waits = [wait() for _ in range(5)]

    assert min(waits) < SOON_SECONDS  # the others have more of what else the machine does


def test_a_watcher_can_begin_after_a_transaction(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    ids = [teller.repay(account, "10.00").transaction.transaction_id for _ in range(3)]

    with watching(teller, account, after=ids[0]) as watched:
        seen = [next(watched).transaction_id for _ in range(2)]

    assert seen == ids[1:]


def test_a_watcher_sees_only_its_own_account(ledger_simulator: Simulation, teller: Teller):
    mine, other = (ledger_simulator.open_account().loan_account_id for _ in range(2))

    with watching(teller, mine) as watched:
        teller.repay(other, "10.00")
        teller.repay(mine, "20.00")
        seen = next(watched)

    assert (seen.loan_account_id, seen.total_delta) == (mine, "-20.00")


def test_many_watchers_see_every_posting_in_order(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id

    def watch(_: int) -> list[str]:
        with watching(teller, account) as watched:
            ready.append(1)
            return [next(watched).transaction_id for _ in range(5)]

    ready: list[int] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = [pool.submit(watch, number) for number in range(AT_ONCE)]
        while len(ready) < AT_ONCE:
            time.sleep(0.01)
        posted = [teller.repay(account, "1.00").transaction.transaction_id for _ in range(5)]

    assert [each.result() for each in seen] == [posted] * AT_ONCE


@pytest.mark.parametrize("after", ["", "TXN-of-another"])
def test_what_is_not_there_cannot_be_watched(teller: Teller, after: str):
    with watching(teller, "LA-nowhere", after=after) as watched:
        assert refusal(next, watched)[0] == "NOT_FOUND"


def test_a_watcher_who_leaves_makes_room(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    for _ in range(3):
        with watching(teller, account):
            pass

    with watching(teller, account) as watched:
        teller.repay(account, "10.00")

        assert next(watched).total_delta == "-10.00"


def test_stopping_lets_watchers_go(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id

    with watching(teller, account) as watched:
        ledger_simulator.stop()
        code, _ = refusal(next, watched)
    ledger_simulator.start()

    assert code == "UNAVAILABLE"
