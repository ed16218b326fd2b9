"""What the ledger answers when it is asked: postings, statement, schedule, arrears, portfolio."""

from datetime import timedelta

import pytest

from ledger.simulator.service import READ_CALLS, SERVICE, WATCH_CALL, WRITE_CALLS
from ledger.stubs import accounting_ledger_pb2 as pb
from tests.ledger.simulation import Simulation, business_today
from tests.ledger.simulator.asking import Teller, refusal

DAY = timedelta(days=1)


def test_every_call_of_the_protocol_is_answered():
    assert {method.name for method in SERVICE.methods} == {*READ_CALLS, *WRITE_CALLS, WATCH_CALL}


def test_postings_come_newest_first_and_can_be_filtered(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account(late_fees="15.00").loan_account_id
    teller.repay(account, "10.00")
    ask = teller.stub.GetTransactions

    everything = ask(pb.GetTransactionsRequest(loan_account_id=account))
    newest = ask(pb.GetTransactionsRequest(loan_account_id=account, limit=1))
    fees = ask(pb.GetTransactionsRequest(loan_account_id=account, type_filter=pb.LATE_FEE))
    tomorrow = (business_today() + DAY).isoformat()
    later = ask(pb.GetTransactionsRequest(loan_account_id=account, from_date=tomorrow))

    kinds = [pb.TransactionType.Name(each.type) for each in everything.transactions]
    assert kinds == ["REPAYMENT", "LATE_FEE", "ESTABLISHMENT_FEE", "DISBURSEMENT"]
    assert (newest.total_count, len(newest.transactions)) == (4, 1)
    assert [each.fee_delta for each in fees.transactions] == ["15.00"]
    assert (later.total_count, len(later.transactions)) == (0, 0)


def test_a_record_has_the_terms_and_the_running_totals(
    ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account()
    posted = teller.repay(loan.loan_account_id, "40.00")

    record = teller.stub.GetLedgerRecord(
        pb.GetLedgerRecordRequest(loan_account_id=loan.loan_account_id)
    )

    assert (record.total_repayable, record.total_paid) == ("600.00", "40.00")
    assert (record.transaction_count, record.schedule_id) == (3, loan.schedule_id)
    assert record.last_transaction_id == posted.transaction.transaction_id


def test_a_statement_adds_up(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account(late_fees="15.00").loan_account_id
    teller.repay(account, "100.00")
    today = business_today().isoformat()

    statement = teller.stub.GetStatement(
        pb.GetStatementRequest(loan_account_id=account, period_start=today, period_end=today)
    )

    assert (statement.opening_balance, statement.closing_balance) == ("0.00", "515.00")
    assert (statement.fees_charged, statement.payments_received) == ("115.00", "100.00")
    assert [(line.charge, line.payment, line.balance) for line in statement.lines] == [
        ("500.00", "", "500.00"),
        ("100.00", "", "600.00"),
        ("15.00", "", "615.00"),
        ("", "100.00", "515.00"),
    ]


@pytest.mark.parametrize(
    ("start", "end"), [("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("", "")]
)
def test_a_period_that_is_none_is_refused(
    ledger_simulator: Simulation, teller: Teller, start: str, end: str
):
    account = ledger_simulator.open_account().loan_account_id
    request = pb.GetStatementRequest(loan_account_id=account, period_start=start, period_end=end)

    assert refusal(teller.stub.GetStatement, request)[0] == "INVALID_ARGUMENT"


def shares(answer: pb.TransactionResponse) -> list[tuple[int, str]]:
    return [(each.payment_number, each.amount_applied) for each in answer.applied_to_instalments]


def test_repayments_pay_instalments_first_in_first_out(
    ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account()

    answer = teller.repay(loan.loan_account_id, "200.00")
    schedule = teller.stub.GetScheduleWithStatus(
        pb.GetScheduleWithStatusRequest(schedule_id=loan.schedule_id)
    )

    applied = [
        (each.payment_number, each.amount_applied) for each in answer.applied_to_instalments
    ]
    assert applied == [(1, "150.00"), (2, "50.00")]
    statuses = [each.status for each in schedule.instalments]
    assert statuses == ["PAID", "PARTIAL", "PENDING", "PENDING"]
    paid_by = [answer.transaction.transaction_id]
    assert [list(each.linked_transaction_ids) for each in schedule.instalments[:2]] == [
        paid_by
    ] * 2
    assert (schedule.summary.total_paid, schedule.summary.next_due_amount) == ("200.00", "100.00")


def test_a_target_instalment_is_paid_before_older_ones(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id

    aimed = teller.repay(account, "160.00", target_payment_number=3)
    missed = teller.repay(account, "10.00", target_payment_number=3)

    assert shares(aimed) == [(3, "150.00"), (1, "10.00")]
    assert missed.applied_to_instalments[0].payment_number == 1
    assert "Instalment 3 does not wait" in missed.allocation_warning


def test_late_fees_are_paid_before_instalments(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account(late_fees="15.00").loan_account_id

    answer = teller.repay(account, "165.00")

    assert [each.amount_applied for each in answer.applied_to_instalments] == ["150.00"]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "current"),
        (1, "early_arrears"),
        (30, "early_arrears"),
        (31, "late_arrears"),
        (60, "late_arrears"),
        (61, "default"),
    ],
)
def test_days_past_due_decide_the_bucket(
    ledger_simulator: Simulation, teller: Teller, days: int, bucket: str
):
    due = business_today() - days * DAY
    account = ledger_simulator.open_account(first_due=due, every_days=90).loan_account_id

    aging = teller.stub.GetAccountAging(pb.GetAccountAgingRequest(account_id=account))

    assert (aging.dpd, aging.bucket, aging.is_in_arrears) == (days, bucket, days > 0)
    assert aging.total_overdue_amount == ("150.00" if days else "0.00")


def test_overdue_accounts_come_page_by_page_the_latest_first(
    ledger_simulator: Simulation, teller: Teller
):
    for days in (3, 40, 70, 0, 3):
        due = business_today() - days * DAY
        ledger_simulator.open_account(first_due=due, every_days=90)

    pages: list[list[int]] = []
    token = ""
    while not pages or token:
        answer = teller.stub.GetOverdueAccounts(
            pb.GetOverdueAccountsRequest(page_size=2, page_token=token or None)
        )
        pages.append([each.dpd for each in answer.accounts])
        token = answer.next_page_token
    late = teller.stub.GetOverdueAccounts(
        pb.GetOverdueAccountsRequest(bucket_filter="early_arrears", min_dpd=2)
    )

    assert pages == [[70, 40], [3, 3]]
    assert answer.total_count == 4
    assert [each.dpd for each in late.accounts] == [3, 3]


@pytest.mark.parametrize("more", [{"page_token": "?"}, {"bucket_filter": "x"}, {"page_size": 999}])
def test_a_list_of_overdue_accounts_that_makes_no_sense_is_refused(teller: Teller, more: dict):
    request = pb.GetOverdueAccountsRequest(**more)

    assert refusal(teller.stub.GetOverdueAccounts, request)[0] == "INVALID_ARGUMENT"


def test_accounts_are_found_by_the_beginning_of_their_numbers(
    ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account(customer_id="CUS-50%")
    ledger_simulator.open_account(customer_id="CUS-5000")

    by_number = teller.stub.SearchAccounts(pb.SearchAccountsRequest(query=loan.account_number))
    by_customer = teller.stub.SearchAccounts(pb.SearchAccountsRequest(query="CUS-50"))
    literally = teller.stub.SearchAccounts(pb.SearchAccountsRequest(query="CUS-50%"))

    assert [each.loan_account_id for each in by_number.results] == [loan.loan_account_id]
    assert (by_customer.total_count, literally.total_count) == (2, 1)
    assert by_number.results[0].total_outstanding == "600.00"


def test_the_portfolio_and_the_general_ledger_add_up(ledger_simulator: Simulation, teller: Teller):
    first = ledger_simulator.open_account(late_fees="15.00").loan_account_id
    second = ledger_simulator.open_account().loan_account_id
    teller.repay(first, "200.00")
    teller.write_off(second)
    today = business_today().isoformat()

    summary = teller.stub.GetPortfolioSummary(pb.GetPortfolioSummaryRequest())
    books = teller.stub.GetGLReconciliation(
        pb.GetGLReconciliationRequest(period_start=today, period_end=today)
    )

    assert (summary.total_active_accounts, summary.total_receivables) == (1, "415.00")
    principal = books.principal_receivable
    assert (principal.opening_balance, principal.closing_balance) == ("0.00", "415.00")
    assert (principal.disbursements, principal.repayments) == ("1000.00", "-85.00")
    assert (principal.write_offs, books.bad_debt_expense) == ("-500.00", "600.00")
    assert (books.establishment_fee_income, books.late_fee_income) == ("200.00", "15.00")
    assert books.net_fee_income == "215.00"
    assert books.integrity_check.principal_match
    assert books.integrity_check.fee_match
