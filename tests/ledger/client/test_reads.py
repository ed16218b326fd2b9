"""Reads: what the ledger says, in our words; what is not there, and what cannot be understood."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from ledger.answers import Balance, TransactionType
from ledger.client import (
    AccountNotFound,
    LedgerBusy,
    LedgerClient,
    LedgerRejected,
    LedgerUnavailable,
)
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger

DEADLINE = 2.0
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stamp(at: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(at)
    return message


def balance_of(account: str = "LA-1") -> pb.GetBalanceResponse:
    return pb.GetBalanceResponse(
        loan_account_id=account,
        principal_balance="500",
        fee_balance="80.5",
        total_outstanding="580.50",
        as_of=stamp(NOON),
    )


def test_a_balance_is_decimals_and_an_instant(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("GetBalance", balance_of())

    balance = client.get_balance(loan_account_id="LA-1")

    assert balance == Balance(
        loan_account_id="LA-1",
        principal=Decimal("500.00"),
        fees=Decimal("80.50"),
        total=Decimal("580.50"),
        as_of=NOON,
    )
    assert str(balance.fees) == "80.50"


def test_a_balance_that_is_left_out_is_never_zero(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("GetBalance", pb.GetBalanceResponse(loan_account_id="LA-1"))

    with pytest.raises(LedgerUnavailable, match="understood"):
        client.get_balance(loan_account_id="LA-1")


@pytest.mark.parametrize("words", ["NaN", "Infinity", "lots", "1e99", "12.3.4"])
def test_what_is_no_amount_is_not_guessed_at(
    ledger: ScriptedLedger, client: LedgerClient, words: str
):
    message = balance_of()
    message.total_outstanding = words
    ledger.on("GetBalance", message)

    with pytest.raises(LedgerUnavailable, match="understood"):
        client.get_balance(loan_account_id="LA-1")


def test_a_posting_of_a_later_kind_with_gaps_is_read(ledger: ScriptedLedger, client: LedgerClient):
    posting = pb.Transaction(transaction_id="T-1", effective_date="someday", metadata={"a": "b"})
    posting.type = 99  # type: ignore[assignment]
    ledger.on("GetTransactions", pb.GetTransactionsResponse(transactions=[posting]))

    found = client.get_transactions(loan_account_id="LA-1", limit=5)

    (row,) = found.rows
    assert row.type is TransactionType.UNSPECIFIED
    assert (row.fee_delta, row.effective_date, row.transaction_at) == (Decimal(0), None, None)
    assert (row.notes, row.metadata, found.total_count) == (None, {"a": "b"}, 1)


def test_filters_are_sent_only_if_they_are_given(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("GetTransactions", pb.GetTransactionsResponse())

    client.get_transactions(loan_account_id="LA-1", limit=5)
    client.get_transactions(
        loan_account_id="LA-1",
        limit=5,
        from_date=date(2026, 1, 2),
        type=TransactionType.REPAYMENT,
    )

    bare, full = ledger.asked("GetTransactions")
    assert not bare.HasField("from_date")
    assert not bare.HasField("type_filter")
    assert (full.from_date, full.type_filter) == ("2026-01-02", pb.REPAYMENT)


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (grpc.StatusCode.FAILED_PRECONDITION, LedgerRejected),
        (grpc.StatusCode.INVALID_ARGUMENT, LedgerRejected),
        (grpc.StatusCode.NOT_FOUND, AccountNotFound),
        (grpc.StatusCode.ABORTED, LedgerBusy),
        (grpc.StatusCode.UNAVAILABLE, LedgerUnavailable),
        (grpc.StatusCode.UNKNOWN, LedgerUnavailable),
        (grpc.StatusCode.INTERNAL, LedgerUnavailable),
        (grpc.StatusCode.CANCELLED, LedgerUnavailable),
        (grpc.StatusCode.PERMISSION_DENIED, LedgerUnavailable),
    ],
)
def test_a_failed_read_is_never_in_doubt(
    ledger: ScriptedLedger, client: LedgerClient, status: grpc.StatusCode, problem: type[Exception]
):
    ledger.fail("GetBalance", status, "words of the ledger")

    with pytest.raises(problem):
        client.get_balance(loan_account_id="LA-1")


def test_a_read_is_tried_again_within_its_deadline(ledger: ScriptedLedger, client: LedgerClient):
    def answer_the_third(request: pb.GetBalanceRequest, context: grpc.ServicerContext):
        if len(ledger.asked("GetBalance")) < 3:
            context.abort(grpc.StatusCode.UNAVAILABLE, "not yet")
        return balance_of()

    ledger.on("GetBalance", answer_the_third)

    balance = client.get_balance(loan_account_id="LA-1")

    assert balance.total == Decimal("580.50")


def test_a_read_that_takes_too_long_is_given_up(
    ledger: ScriptedLedger, hasty_client: LedgerClient
):
    ledger.stall("GetBalance")

    with pytest.raises(LedgerUnavailable, match="DEADLINE_EXCEEDED"):
        hasty_client.get_balance(loan_account_id="LA-1")


def test_balances_are_asked_for_together_under_one_deadline(
    ledger: ScriptedLedger, client: LedgerClient
):
    def answer(request: pb.GetBalanceRequest, context: grpc.ServicerContext):
        if request.loan_account_id == "LA-2":
            context.abort(grpc.StatusCode.NOT_FOUND, "no such account")
        if request.loan_account_id == "LA-3":
            ledger.stalled.wait(20)
        return balance_of(request.loan_account_id)

    ledger.on("GetBalance", answer)
    client.check_health()  # connected by now

    began = time.monotonic()
    found = client.get_balances(loan_account_ids=["LA-1", "LA-2", "LA-3"], within_seconds=DEADLINE)

    assert time.monotonic() - began < 2 * DEADLINE
    assert isinstance(found["LA-1"], Balance)
    assert isinstance(found["LA-2"], AccountNotFound)
    assert isinstance(found["LA-3"], LedgerUnavailable)
