"""Following an account, and how that ends."""

import threading
import time
from collections.abc import Iterator

import grpc
import pytest

from ledger.client import AccountNotFound, LedgerClient, LedgerUnavailable
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger


def one_then_silence(
    request: pb.WatchTransactionsRequest, context: grpc.ServicerContext
) -> Iterator[pb.Transaction]:
    yield pb.Transaction(transaction_id="T-1", loan_account_id=request.loan_account_id)
    while context.is_active():
        time.sleep(0.02)


def test_postings_arrive_as_they_happen(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("WatchTransactions", one_then_silence)

    watch = client.watch_transactions(loan_account_id="LA-1", after="T-0")

    assert next(watch).transaction_id == "T-1"
    assert ledger.asked("WatchTransactions")[0].from_transaction_id == "T-0"
    watch.cancel()


def test_who_waits_is_let_go_when_the_watch_is_cancelled(
    ledger: ScriptedLedger, client: LedgerClient
):
    ledger.on("WatchTransactions", one_then_silence)
    watch = client.watch_transactions(loan_account_id="LA-1")
    seen = next(watch).transaction_id

    threading.Timer(0.3, watch.cancel).start()
    began = time.monotonic()
    rest = list(watch)

    assert (seen, rest) == ("T-1", [])
    assert time.monotonic() - began < 2


def test_a_watch_that_breaks_says_so(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("WatchTransactions", one_then_silence)
    watch = client.watch_transactions(loan_account_id="LA-1")
    next(watch)

    ledger.stop()

    with pytest.raises(LedgerUnavailable):
        next(watch)


def test_an_account_that_is_not_there_cannot_be_watched(
    ledger: ScriptedLedger, client: LedgerClient
):
    ledger.fail("WatchTransactions", grpc.StatusCode.NOT_FOUND)

    with pytest.raises(AccountNotFound):
        next(client.watch_transactions(loan_account_id="LA-404"))
