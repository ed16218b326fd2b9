"""Finding a posting by its reference: "not there" is said only after everything was seen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.client import LedgerClient, LedgerUnavailable
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger

SINCE = datetime(2026, 3, 2, 1, tzinfo=UTC)


def many(number: int, *others: pb.Transaction) -> list[pb.Transaction]:
    return [pb.Transaction(transaction_id=f"T-{place}") for place in range(number)] + list(others)


def showing(rows: list[pb.Transaction], *, at_most: int = 1_000_000) -> Any:
    def answer(request: pb.GetTransactionsRequest, _context: Any) -> pb.GetTransactionsResponse:
        shown = rows[: min(request.limit, at_most)]
        return pb.GetTransactionsResponse(transactions=shown, total_count=len(rows))

    return answer


@pytest.mark.parametrize(
    "fields",
    [
        {"reference_id": "PAY-7"},
        {"description": "Repayment PAY-7 by card"},
        {"notes": "our ref: PAY-7."},
        {"metadata": {"payment_reference": "PAY-7"}},
    ],
)
def test_a_reference_is_found_wherever_the_ledger_put_it(
    ledger: ScriptedLedger, client: LedgerClient, fields: dict[str, Any]
):
    wanted = pb.Transaction(transaction_id="T-wanted", **fields)
    ledger.on("GetTransactions", showing(many(3, wanted)))

    found = client.find_by_reference(loan_account_id="LA-1", reference="PAY-7", since=SINCE)

    assert found is not None
    assert found.transaction_id == "T-wanted"
    assert ledger.asked("GetTransactions")[0].from_date == "2026-03-01"


def test_a_part_of_another_reference_is_no_match(ledger: ScriptedLedger, client: LedgerClient):
    near = [
        pb.Transaction(transaction_id="T-1", reference_id="PAY-77"),
        pb.Transaction(transaction_id="T-2", description="XPAY-7 PAY-7-b"),
    ]
    ledger.on("GetTransactions", showing(near))

    found = client.find_by_reference(loan_account_id="LA-1", reference="PAY-7", since=SINCE)

    assert found is None


def test_its_own_reference_goes_before_a_mention(ledger: ScriptedLedger, client: LedgerClient):
    rows = [
        pb.Transaction(transaction_id="T-reversal", description="reverses PAY-7"),
        pb.Transaction(transaction_id="T-payment", reference_id="PAY-7"),
    ]
    ledger.on("GetTransactions", showing(rows))

    found = client.find_by_reference(loan_account_id="LA-1", reference="PAY-7", since=SINCE)

    assert found is not None
    assert found.transaction_id == "T-payment"


def test_the_look_goes_on_past_the_first_hundred(ledger: ScriptedLedger, client: LedgerClient):
    wanted = pb.Transaction(transaction_id="T-wanted", reference_id="PAY-7")
    ledger.on("GetTransactions", showing(many(900, wanted)))

    found = client.find_by_reference(loan_account_id="LA-1", reference="PAY-7", since=SINCE)

    assert found is not None
    assert [request.limit for request in ledger.asked("GetTransactions")] == [100, 1000]


@pytest.mark.parametrize(("there", "shown"), [(900, 500), (1000, 1000), (5000, 1000)])
def test_a_ledger_that_may_hold_postings_back_proves_nothing(
    ledger: ScriptedLedger, client: LedgerClient, there: int, shown: int
):
    ledger.on("GetTransactions", showing(many(there), at_most=shown))

    with pytest.raises(LedgerUnavailable, match="does not show all"):
        client.find_by_reference(loan_account_id="LA-1", reference="PAY-7", since=SINCE)
