"""GET ledger/schedule/{accountId}: the instalments, and what paid them."""

import grpc

from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger
from tests.servicing.api.conftest import Program

SCHEDULE = pb.ScheduleWithStatusResponse(
    schedule_id="S-1",
    loan_account_id="LA-1",
    instalments=[
        pb.InstalmentWithStatus(
            payment_number=2, due_date="2026-03-16", scheduled_amount="145", status="PENDING"
        ),
        pb.InstalmentWithStatus(
            payment_number=1,
            due_date="2026-03-02",
            scheduled_amount="145",
            status="PAID",
            amount_paid="145.00",
            paid_date="2026-03-02",
            linked_transaction_ids=["T-1", "T-9"],
            last_updated="2026-03-02T01:00:00Z",
        ),
    ],
    summary=pb.ScheduleSummary(
        total_scheduled="290", total_paid="145", total_remaining="145", next_due_amount="145"
    ),
)


def test_an_instalment_has_the_transactions_that_paid_it(ledger: ScriptedLedger, program: Program):
    ledger.on("GetScheduleWithStatus", SCHEDULE)
    paid = pb.Transaction(transaction_id="T-1", type=pb.REPAYMENT, total_delta="-145.00")
    ledger.on("GetTransactions", pb.GetTransactionsResponse(transactions=[paid]))

    schedule = program.get("/api/ledger/schedule/LA-1")

    first, second = schedule["payments"]
    assert [first["paymentNumber"], second["paymentNumber"]] == [1, 2]
    assert first["linkedTransactionIds"] == ["T-1", "T-9"]
    assert [row["totalDelta"] for row in first["transactions"]] == ["-145.00"]
    assert first["updatedAt"] == "2026-03-02T12:00:00+11:00"
    assert (second["paidDate"], second["transactions"]) == (None, [])
    assert (schedule["totalRemaining"], schedule["nextDueDate"]) == ("145.00", None)


def test_a_schedule_is_there_even_if_transactions_are_not(
    ledger: ScriptedLedger, program: Program
):
    ledger.on("GetScheduleWithStatus", SCHEDULE)
    ledger.fail("GetTransactions", grpc.StatusCode.INTERNAL)

    schedule = program.get("/api/ledger/schedule/LA-1")

    assert schedule["payments"][0]["linkedTransactionIds"] == ["T-1", "T-9"]
    assert schedule["payments"][0]["transactions"] == []
