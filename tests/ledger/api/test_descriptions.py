"""What /api/schema says of this room's reads is what they answer, field by field."""

import pytest

from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.api.test_schedule import SCHEDULE
from tests.ledger.client.ledgers import ScriptedLedger
from tests.ledger.client.test_reads import balance_of
from tests.servicing.api.conftest import Program
from tests.servicing.api.test_descriptions import check

POSTING = pb.Transaction(transaction_id="T-1", type=pb.REPAYMENT, metadata={"a": "b"})
STATEMENT = pb.StatementResponse(
    period_start="2026-03-01",
    period_end="2026-03-31",
    opening_balance="0",
    closing_balance="0",
    lines=[pb.StatementLine(date="2026-03-02", balance="1")],
)


@pytest.mark.parametrize("name", ["balance", "transactions", "statement", "schedule", "health"])
def test_an_answer_is_as_described(ledger: ScriptedLedger, program: Program, name: str):
    ledger.on("GetBalance", balance_of())
    ledger.on("GetTransactions", pb.GetTransactionsResponse(transactions=[POSTING]))
    ledger.on("GetStatement", STATEMENT)
    ledger.on("GetScheduleWithStatus", SCHEDULE)
    document = program.get("/api/schema")
    pattern = "health" if name == "health" else f"{name}/{{accountId}}"
    operation = document["paths"][f"/api/ledger/{pattern}"]["get"]
    described = operation["responses"]["200"]["content"]["application/json"]["schema"]

    answer = program.get(f"/api/ledger/{pattern}".replace("{accountId}", "LA-1"))

    check(document, described, answer)
