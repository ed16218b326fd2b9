"""Schedules with their status, how late accounts are, and which are overdue."""

import base64
import binascii
from datetime import date, datetime
from typing import Any

from psycopg.rows import DictRow

from ledger.simulator.aging import BOUNDS, age, bucket_of
from ledger.simulator.books import Connection, one, rows
from ledger.simulator.instalments import list_instalments
from ledger.simulator.loans import get_loan
from ledger.simulator.refusals import AccountUnknown, NotUnderstood
from ledger.simulator.translating import money, summary, with_status
from ledger.stubs import accounting_ledger_pb2 as pb

USUAL_PAGE, LARGEST_PAGE = 50, 500


def get_schedule(
    connection: Connection, request: pb.GetScheduleWithStatusRequest, *, now: datetime, today: date
) -> pb.ScheduleWithStatusResponse:
    """Answer an account's instalments, each with what came in for it."""
    loan = get_loan(connection, _account_of(connection, request))
    instalments = list_instalments(connection, loan.loan_account_id)
    if not instalments:
        raise AccountUnknown(f"Account {loan.loan_account_id!r} has no repayment schedule.")
    return pb.ScheduleWithStatusResponse(
        schedule_id=loan.schedule_id,
        loan_account_id=loan.loan_account_id,
        customer_id=loan.customer_id,
        application_number=loan.application_number,
        instalments=[with_status(each, today=today) for each in instalments],
        summary=summary(instalments, today=today),
    )


def get_aging(
    connection: Connection, request: pb.GetAccountAgingRequest, *, now: datetime, today: date
) -> pb.AccountAgingResponse:
    """Answer how late an account is."""
    loan = get_loan(connection, request.account_id)
    instalments = list_instalments(connection, loan.loan_account_id)
    aging = age(instalments, today=today, is_closed=loan.is_closed)
    return pb.AccountAgingResponse(
        account_id=loan.loan_account_id,
        dpd=aging.days_past_due,
        bucket=aging.bucket,
        days_until_overdue=aging.days_until_overdue,
        last_updated=now.isoformat(),
        oldest_overdue_instalment_id=f"{loan.schedule_id}:{aging.oldest}"
        if aging.oldest
        else None,
        total_overdue_amount=money(aging.overdue),
        is_in_arrears=aging.is_in_arrears,
    )


def get_overdue(
    connection: Connection, request: pb.GetOverdueAccountsRequest, *, now: datetime, today: date
) -> pb.OverdueAccountsResponse:
    """Answer open accounts by how late they are, the latest first, a page at a time."""
    lowest, highest = _days(request)
    size = request.page_size or USUAL_PAGE
    if not 1 <= size <= LARGEST_PAGE:
        raise NotUnderstood(f"page_size is from 1 to {LARGEST_PAGE}.")
    days, account = _read_token(request.page_token)
    found = rows(
        connection,
        """with aged as (
            select loan_account_id as account_id, greatest(%(today)s - min(due_date), 0) as dpd,
                coalesce(sum(amount - paid) filter (where due_date < %(today)s), 0) as overdue
            from instalment join loan using (loan_account_id)
            where status = 'ACTIVE' and paid < amount group by loan_account_id
        ), fitting as (
            select *, count(*) over () as total from aged where dpd between %(low)s and %(high)s
        ) select * from fitting where %(days)s::int is null or (-dpd, account_id) >
            (-%(days)s, %(account)s) order by dpd desc, account_id limit %(limit)s""",
        {
            "today": today,
            "low": lowest,
            "high": highest,
            "days": days,
            "account": account,
            "limit": size + 1,
        },
    )
    page = found[:size]
    return pb.OverdueAccountsResponse(
        accounts=[_overdue(row, now) for row in page],
        total_count=found[0]["total"] if found else 0,
        next_page_token=_token(page[-1]) if len(found) > size else None,
    )


def _account_of(connection: Connection, request: pb.GetScheduleWithStatusRequest) -> str:
    named = request.WhichOneof("identifier")
    if named is None:
        raise NotUnderstood("Name the account, the schedule or the application.")
    if named == "loan_account_id":
        return request.loan_account_id
    queries: dict[str, Any] = {
        "schedule_id": "select loan_account_id from loan where schedule_id = %s",
        "application_number": "select loan_account_id from loan where application_number = %s",
    }
    text = getattr(request, named)
    found = one(connection, queries[named], [text]) if text else None
    if found is None:
        raise AccountUnknown(f"There is no account with {named} {text!r}.")
    return str(found["loan_account_id"])


def _days(request: pb.GetOverdueAccountsRequest) -> tuple[int, int]:
    """Return the fewest and the most days past due that are asked for."""
    lowest, highest = BOUNDS["early_arrears"][0], BOUNDS["default"][1]
    if request.HasField("bucket_filter"):
        if request.bucket_filter not in BOUNDS:
            raise NotUnderstood(f"bucket_filter is one of {', '.join(BOUNDS)}.")
        lowest, highest = BOUNDS[request.bucket_filter]
    if request.HasField("min_dpd"):
        lowest = max(lowest, request.min_dpd)
    if request.HasField("max_dpd"):
        highest = min(highest, request.max_dpd)
    return lowest, highest


def _overdue(row: DictRow, now: datetime) -> pb.OverdueAccount:
    return pb.OverdueAccount(
        account_id=row["account_id"],
        dpd=row["dpd"],
        bucket=bucket_of(row["dpd"]),
        days_until_overdue=0,
        total_overdue_amount=money(row["overdue"]),
        last_updated=now.isoformat(),
        is_in_arrears=row["dpd"] > 0,
    )


def _token(row: DictRow) -> str:
    return base64.urlsafe_b64encode(f"{row['dpd']}:{row['account_id']}".encode()).decode()


def _read_token(token: str) -> tuple[int | None, str]:
    """Return the days and the account after which a page begins."""
    if not token:
        return None, ""
    try:
        days, _, account = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        return int(days), account
    except (binascii.Error, ValueError) as error:
        raise NotUnderstood("This page_token is not one of ours.") from error
