"""Money orders: sent once, with the key of their intent, and what is certain afterwards."""

from decimal import Decimal
from typing import Any

import grpc
import pytest

from ledger import orders
from ledger.client import (
    AccountNotFound,
    DuplicateOperation,
    LedgerBusy,
    LedgerClient,
    LedgerRejected,
    LedgerUnavailable,
    OutcomeUnknown,
    get_client,
)
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger
from tests.ledger.noticing import wait_until_noticed

KEY = "intent-0001"
REPAYMENT = orders.Repayment(loan_account_id="LA-1", amount=Decimal("145.00"), notes="cash")
POSTED = pb.TransactionResponse(
    transaction=pb.Transaction(transaction_id="T-1"), event_id="E-1", allocated_to_fees="5"
)
ALL: list[tuple[Any, str, dict[str, Any]]] = [
    (REPAYMENT, "RecordRepayment", {"amount": "145.00", "notes": "cash"}),
    (
        orders.LateFee(loan_account_id="LA-1", amount=Decimal("10.00"), days_past_due=3),
        "ApplyLateFee",
        {"fee_amount": "10.00", "days_past_due": 3},
    ),
    (
        orders.DishonourFee(loan_account_id="LA-1", amount=Decimal("2.50"), reference_id="P-1"),
        "ApplyDishonourFee",
        {"fee_amount": "2.50", "reference_id": "P-1"},
    ),
    (
        orders.FeeWaiver(
            loan_account_id="LA-1", amount=Decimal("2.50"), reason="kind", approved_by="sue"
        ),
        "WaiveFee",
        {"waiver_amount": "2.50", "reason": "kind", "approved_by": "sue"},
    ),
    (
        orders.WriteOff(loan_account_id="LA-1", reason="deceased", approved_by="sue"),
        "WriteOff",
        {"reason": "deceased", "approved_by": "sue"},
    ),
    (
        orders.Adjustment(
            loan_account_id="LA-1",
            principal_delta=Decimal("-1.00"),
            fee_delta=Decimal("0.00"),
            reason="typo",
            approved_by="sue",
        ),
        "MakeAdjustment",
        {"principal_delta": "-1.00", "fee_delta": "0.00", "reason": "typo", "approved_by": "sue"},
    ),
    (
        orders.Disbursement(
            loan_account_id="LA-1",
            amount=Decimal("500.00"),
            bank_reference="B-1",
            payment_method="NPP",
        ),
        "DisburseLoan",
        {"disbursement_amount": "500.00", "bank_reference": "B-1", "payment_method": "NPP"},
    ),
]


@pytest.mark.parametrize(("order", "rpc", "fields"), ALL, ids=[row[1] for row in ALL])
def test_an_order_is_written_as_it_was_meant(
    ledger: ScriptedLedger, client: LedgerClient, order: Any, rpc: str, fields: dict[str, Any]
):
    ledger.on(rpc, POSTED)
    ledger.on(
        "DisburseLoan",
        pb.DisburseLoanResponse(success=True, disbursement_transaction_id="T-1", event_id="E-1"),
    )

    posted = client.post(order, key=KEY)

    (request,) = ledger.asked(rpc)
    written = {field.name: value for field, value in request.ListFields()}
    assert written == {"loan_account_id": "LA-1", "idempotency_key": KEY, **fields}
    assert (posted.transaction_id, posted.event_id) == ("T-1", "E-1")


def test_every_kind_of_order_is_tested_here():
    assert {type(order) for order, _, _ in ALL} == set(orders.Order.__args__)


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (grpc.StatusCode.FAILED_PRECONDITION, LedgerRejected, "over the balance"),
        (grpc.StatusCode.INVALID_ARGUMENT, LedgerRejected, "over the balance"),
        (grpc.StatusCode.ALREADY_EXISTS, DuplicateOperation, "over the balance"),
        (grpc.StatusCode.NOT_FOUND, AccountNotFound, "over the balance"),
        (grpc.StatusCode.ABORTED, LedgerBusy, "over the balance"),
        (grpc.StatusCode.UNAVAILABLE, OutcomeUnknown, "UNAVAILABLE"),
        (grpc.StatusCode.DEADLINE_EXCEEDED, OutcomeUnknown, "DEADLINE_EXCEEDED"),
        (grpc.StatusCode.CANCELLED, OutcomeUnknown, "CANCELLED"),
        (grpc.StatusCode.UNKNOWN, OutcomeUnknown, "UNKNOWN"),
        (grpc.StatusCode.INTERNAL, OutcomeUnknown, "INTERNAL"),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, OutcomeUnknown, "RESOURCE_EXHAUSTED"),
    ],
)
def test_an_order_that_failed_was_sent_once_and_means_what_the_table_says(
    ledger: ScriptedLedger,
    client: LedgerClient,
    status: grpc.StatusCode,
    problem: type[Exception],
    words: str,
):
    ledger.fail("RecordRepayment", status, "over the balance")

    with pytest.raises(problem, match=words):
        client.post(REPAYMENT, key=KEY)

    assert len(ledger.asked("RecordRepayment")) == 1


def test_a_ledger_that_claims_to_be_unreachable_is_not_believed(
    ledger: ScriptedLedger, client: LedgerClient
):
    claim = "failed to connect to all addresses; last error: Connection refused"
    ledger.fail("RecordRepayment", grpc.StatusCode.UNAVAILABLE, claim)

    with pytest.raises(OutcomeUnknown):
        client.post(REPAYMENT, key=KEY)


def test_an_order_to_a_dead_ledger_was_certainly_not_sent(
    ledger: ScriptedLedger, client: LedgerClient
):
    client.check_health()
    ledger.stop()
    wait_until_noticed(ledger.address)

    with pytest.raises(LedgerUnavailable, match="not sent"):
        client.post(REPAYMENT, key=KEY)

    assert ledger.asked("RecordRepayment") == []


def test_a_ledger_that_comes_back_is_found_again(ledger: ScriptedLedger, client: LedgerClient):
    ledger.on("RecordRepayment", POSTED)
    ledger.stop()
    with pytest.raises(LedgerUnavailable):
        client.post(REPAYMENT, key=KEY)
    ledger.start(port=int(ledger.address.rpartition(":")[2]))

    posted = client.post(REPAYMENT, key=KEY)

    assert posted.transaction_id == "T-1"


def test_an_order_to_a_host_that_nobody_knows_was_not_sent(client: LedgerClient, settings: Any):
    settings.LEDGER_ADDRESS = "no-such-ledger.invalid:50051"

    with pytest.raises(LedgerUnavailable, match="not sent"):
        get_client().post(REPAYMENT, key=KEY)


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(
    ledger: ScriptedLedger, hasty_client: LedgerClient
):
    ledger.stall("RecordRepayment", POSTED)

    with pytest.raises(OutcomeUnknown, match="DEADLINE_EXCEEDED"):
        hasty_client.post(REPAYMENT, key=KEY)


@pytest.mark.parametrize(
    "answer",
    [
        pb.TransactionResponse(event_id="E-1"),
        pb.TransactionResponse(
            transaction=pb.Transaction(transaction_id="T-1"), overpayment="lots"
        ),
    ],
    ids=["no transaction", "no amount"],
)
def test_an_answer_that_cannot_be_understood_leaves_the_outcome_unknown(
    ledger: ScriptedLedger, client: LedgerClient, answer: Any
):
    ledger.on("RecordRepayment", answer)

    with pytest.raises(OutcomeUnknown, match="understood"):
        client.post(REPAYMENT, key=KEY)


def test_a_disbursement_that_is_answered_with_no_is_a_refusal(
    ledger: ScriptedLedger, client: LedgerClient
):
    ledger.on("DisburseLoan", pb.DisburseLoanResponse(success=False, message="Paid out before."))

    with pytest.raises(LedgerRejected, match="Paid out before"):
        client.post(ALL[-1][0], key=KEY)


def test_a_second_answer_under_the_same_key_says_so(ledger: ScriptedLedger, client: LedgerClient):
    message = pb.TransactionResponse()
    message.CopyFrom(POSTED)
    message.idempotent_replay = True
    ledger.on("RecordRepayment", message)

    posted = client.post(REPAYMENT, key=KEY)

    assert posted.is_replay
    assert posted.allocated_to_fees == Decimal("5.00")
    assert posted.overpayment is None
