"""GET ledger/statement/{accountId}: on screen, as PDF and as CSV, and who took it out."""

import csv
import io
from typing import Any

import pytest

from billie.staff.models import AuditEntry
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger
from tests.servicing.api.conftest import Program, error_of

PATH = "/api/ledger/statement/LA-1"
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def statement(ledger: ScriptedLedger) -> pb.StatementResponse:
    """A statement with a payment, and a fee whose description means harm."""
    message = pb.StatementResponse(
        loan_account_id="LA-1",
        account_number="4000001",
        customer_id="CUS-1",
        period_start="2026-03-01",
        period_end="2026-03-31",
        opening_balance="1580",
        fees_charged="10.00",
        payments_received="145.00",
        closing_balance="1445.00",
        lines=[
            pb.StatementLine(
                date="2026-03-02",
                transaction_id="T-1",
                description="Repayment <b>&amp; thanks",
                payment="145.00",
                balance="1435.00",
            ),
            pb.StatementLine(
                date="2026-03-09",
                transaction_id="T-2",
                description='=HYPERLINK("http://evil.example","fee")',
                charge="10.00",
                balance="1445.00",
            ),
        ],
    )
    ledger.on("GetStatement", message)
    return message


@pytest.mark.usefixtures("statement")
def test_a_statement_is_shown_with_its_lines(program: Program):
    found = program.get(PATH, **MARCH)

    assert found["openingBalance"] == "1580.00"
    assert found["closingBalance"] == "1445.00"
    assert found["currency"] == "AUD"
    assert found["customerName"] is None
    assert found["lines"][0] == {
        "date": "2026-03-02",
        "transactionId": "T-1",
        "description": "Repayment <b>&amp; thanks",
        "charge": None,
        "payment": "145.00",
        "balance": "1435.00",
    }
    assert not AuditEntry.objects.filter(action="STATEMENT_EXPORTED").exists()


@pytest.mark.usefixtures("statement")
def test_a_csv_cannot_run_a_formula_and_keeps_its_figures(program: Program):
    answer = program.ask(PATH, format="csv", **MARCH)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        'attachment; filename="statement-4000001-2026-03-01-2026-03-31.csv"'
    )
    assert rows[0][:3] == ["Date", "Transaction", "Description"]
    assert rows[1] == ["2026-03-01", "", "Opening balance", "", "", "1580.00", "AUD"]
    assert rows[2][3:] == ["", "145.00", "1435.00", "AUD"]
    assert rows[3][2] == '\'=HYPERLINK("http://evil.example","fee")'
    assert rows[-1][2:] == ["Closing balance", "", "", "1445.00", "AUD"]


@pytest.mark.usefixtures("statement")
def test_a_pdf_is_made_and_its_taking_is_recorded(program: Program):
    answer = program.ask(PATH, format="pdf", **MARCH)

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    entry = AuditEntry.objects.get(action="STATEMENT_EXPORTED")
    assert (entry.subject_type, entry.subject_id) == ("loan account", "LA-1")
    assert entry.after == {"format": "pdf", "from": "2026-03-01", "to": "2026-03-31", "lines": 2}


def test_without_a_period_it_is_the_last_ninety_days(
    ledger: ScriptedLedger, program: Program, statement: Any
):
    program.get(PATH, to="2026-03-31")

    (request,) = ledger.asked("GetStatement")
    assert (request.period_start, request.period_end) == ("2025-12-31", "2026-03-31")


@pytest.mark.usefixtures("statement")
@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"format": "xlsx"}, "format"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"from": "01/03/2026"}, "from"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_json(
    program: Program, parameters: dict[str, str], field: str
):
    answer = program.ask(PATH, **parameters)

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == [field]


@pytest.mark.parametrize("file_format", ["json", "pdf", "csv"])
def test_without_the_ledger_there_is_no_statement_and_nothing_is_recorded(
    ledger: ScriptedLedger, program: Program, file_format: str
):
    ledger.stop()

    answer = program.ask(PATH, format=file_format)

    assert answer.status_code == 503
    assert error_of(answer)["code"] == "LEDGER_UNAVAILABLE"
    assert not AuditEntry.objects.filter(action="STATEMENT_EXPORTED").exists()
