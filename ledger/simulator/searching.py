"""Accounts found by what people read out: their numbers and ids, whole or from the beginning."""

from datetime import date, datetime

from ledger.simulator.books import Connection, rows
from ledger.simulator.refusals import NotUnderstood
from ledger.simulator.translating import money
from ledger.stubs import accounting_ledger_pb2 as pb

USUAL_LIMIT, LARGEST_LIMIT = 20, 100


def search_accounts(
    connection: Connection, request: pb.SearchAccountsRequest, *, now: datetime, today: date
) -> pb.SearchAccountsResponse:
    """Answer the accounts whose id, number, customer or application begins with a text."""
    text = request.query.strip()
    if not text:
        raise NotUnderstood("query is missing.")
    limit = request.limit or USUAL_LIMIT
    if not 1 <= limit <= LARGEST_LIMIT:
        raise NotUnderstood(f"limit is from 1 to {LARGEST_LIMIT}.")
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    found = rows(
        connection,
        """select *, count(*) over () as total from loan where loan_account_id like %(begin)s
        or account_number like %(begin)s or customer_id like %(begin)s
        or application_number like %(begin)s order by opened_at desc, loan_account_id
        limit %(limit)s""",
        {"begin": f"{escaped}%", "limit": limit},
    )
    results = [
        pb.AccountSearchResult(
            loan_account_id=row["loan_account_id"],
            account_number=row["account_number"],
            customer_id=row["customer_id"],
            application_number=row["application_number"],
            principal_balance=money(row["principal"]),
            fee_balance=money(row["fees"]),
            total_outstanding=money(row["principal"] + row["fees"]),
            created_at=row["opened_at"].isoformat(),
        )
        for row in found
    ]
    return pb.SearchAccountsResponse(
        results=results, total_count=found[0]["total"] if found else 0
    )
