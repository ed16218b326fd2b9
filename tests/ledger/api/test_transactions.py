"""GET ledger/transactions/{accountId}: pages that skip nothing and repeat nothing."""

from typing import Any
from urllib.parse import urlsplit

import grpc
import pytest

from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.client.ledgers import ScriptedLedger
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program, error_of

PATH = "/api/ledger/transactions/LA-1"


class PostingBook:
    """An account's postings, newest first, as GetTransactions shows them."""

    def __init__(self, number: int) -> None:
        self.rows = [pb.Transaction(transaction_id=f"T-{at}") for at in range(number, 0, -1)]

    def post(self, number: int) -> None:
        """Post some more."""
        at = len(self.rows)
        newer = [pb.Transaction(transaction_id=f"T-{at + number - i}") for i in range(number)]
        self.rows = [*newer, *self.rows]

    def answer(self, request: pb.GetTransactionsRequest, context: Any) -> Any:
        """Answer like a ledger that shows at most a thousand."""
        if request.limit > 1000:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "limit is from 1 to 1000.")
        return pb.GetTransactionsResponse(
            transactions=self.rows[: request.limit], total_count=len(self.rows)
        )


def follow(program: Program, address: str) -> Any:
    parts = urlsplit(address)
    return program.get(f"{parts.path}?{parts.query}")


def ids(page: Any) -> list[str]:
    return [row["transactionId"] for row in page["results"]]


def test_pages_hold_every_transaction_once(ledger: ScriptedLedger, program: Program):
    book = PostingBook(23)
    ledger.on("GetTransactions", book.answer)

    page = program.get(PATH, limit="5")
    seen = ids(page)
    while page["next"]:
        page = follow(program, page["next"])
        seen += ids(page)

    assert seen == [row.transaction_id for row in book.rows]


@pytest.mark.parametrize("posted", [1, 19, 300])
def test_what_is_posted_in_between_moves_no_row_to_another_page(
    ledger: ScriptedLedger, program: Program, posted: int
):
    book = PostingBook(12)
    ledger.on("GetTransactions", book.answer)
    first = program.get(PATH, limit="5")
    book.post(posted)

    second = follow(program, first["next"])
    third = follow(program, second["next"])

    assert ids(second) == ["T-7", "T-6", "T-5", "T-4", "T-3"]
    assert ids(third) == ["T-2", "T-1"]
    assert third["next"] is None


def test_a_page_leads_back_to_the_one_before(ledger: ScriptedLedger, program: Program):
    ledger.on("GetTransactions", PostingBook(12).answer)
    first = program.get(PATH, limit="5")
    second = follow(program, first["next"])

    back = follow(program, second["previous"])

    assert first["previous"] is None
    assert back["results"] == first["results"]
    assert back["previous"] is None
    assert ids(follow(program, back["next"])) == ids(second)


def test_a_list_that_goes_on_beyond_what_the_ledger_shows_says_so(
    ledger: ScriptedLedger, program: Program
):
    ledger.on("GetTransactions", PostingBook(1300).answer)
    page = program.get(PATH, limit="200")
    while (followed := urlsplit(page["next"] or "")).query:
        answer = program.ask(f"{followed.path}?{followed.query}")
        if answer.status_code != 200:
            break
        page = answer.json()

    assert ids(page)[-1] == "T-301"
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "PERIOD_TOO_LONG"


def test_filters_reach_the_ledger(ledger: ScriptedLedger, program: Program):
    ledger.on("GetTransactions", pb.GetTransactionsResponse())

    page = program.get(PATH, **{"type": "LATE_FEE", "from": "2026-01-01", "to": "2026-02-01"})

    (request,) = ledger.asked("GetTransactions")
    assert page == {"results": [], "next": None, "previous": None}
    assert (request.from_date, request.to_date) == ("2026-01-01", "2026-02-01")
    assert request.type_filter == pb.LATE_FEE


def test_a_cursor_of_another_list_opens_nothing(ledger: ScriptedLedger, program: Program):
    ledger.on("GetTransactions", PostingBook(12).answer)
    query = urlsplit(program.get(PATH, limit="5")["next"]).query

    for path in ("/api/ledger/transactions/LA-2?", f"{PATH}?type=REPAYMENT&"):
        answer = program.ask(path + query)

        assert answer.status_code == 400
        assert error_of(answer)["code"] == "CURSOR_NOT_VALID"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"type": "GIFT"}, "type"),
        ({"type": "UNSPECIFIED"}, "type"),
        ({"from": "soon"}, "from"),
        ({"fromDate": "2026-01-01"}, "fromDate"),
        ({"limit": "0"}, "limit"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    ledger: ScriptedLedger, program: Program, parameters: dict[str, str], field: str
):
    answer = program.ask(PATH, **parameters)

    assert answer.status_code == 400
    assert list(error_of(answer)["fields"]) == [field]


@pytest.mark.parametrize(
    ("status", "http", "code"),
    [
        (grpc.StatusCode.FAILED_PRECONDITION, 422, "LEDGER_REJECTED"),
        (grpc.StatusCode.INVALID_ARGUMENT, 422, "LEDGER_REJECTED"),
        (grpc.StatusCode.ALREADY_EXISTS, 409, "DUPLICATE_OPERATION"),
        (grpc.StatusCode.NOT_FOUND, 404, "ACCOUNT_NOT_FOUND"),
        (grpc.StatusCode.ABORTED, 409, "LEDGER_BUSY"),
        (grpc.StatusCode.UNAVAILABLE, 503, "LEDGER_UNAVAILABLE"),
        (grpc.StatusCode.INTERNAL, 503, "LEDGER_UNAVAILABLE"),
    ],
)
def test_what_the_ledger_refuses_is_answered_by_the_table(
    ledger: ScriptedLedger, program: Program, status: grpc.StatusCode, http: int, code: str
):
    ledger.fail("GetTransactions", status, "words")

    answer = program.ask(PATH)

    assert answer.status_code == http
    assert error_of(answer)["code"] == code


def test_the_simulators_postings_are_listed_newest_first(
    ledger_simulator: Simulation, program: Program
):
    loan = ledger_simulator.open_account(late_fees="10.00")

    rows = program.get(f"/api/ledger/transactions/{loan.loan_account_id}")["results"]

    assert [row["type"] for row in rows] == ["LATE_FEE", "ESTABLISHMENT_FEE", "DISBURSEMENT"]
    assert (rows[0]["feeDelta"], rows[0]["totalAfter"]) == ("10.00", "610.00")
