"""GET accounts and accounts/{loanAccountId}."""

from typing import Any

import pytest

from servicing.models import LoanAccount
from tests.servicing.api.conftest import Program, error_of
from tests.servicing.queries.arrivals import arrive

ACCOUNT: dict[str, Any] = {
    "loanAccountId": "LA-1",
    "accountNumber": "4000001",
    "customerId": "CUS-1",
    "accountStatus": "active",
    "sdkStatus": "ACTIVE",
    "currency": "AUD",
    "loanTerms": {
        "loanAmount": "500.00",
        "loanFee": "80.00",
        "totalPayable": "580.00",
        "openedDate": "2026-03-02",
        "disbursedDate": "2026-03-03",  # in Sydney
    },
    "balances": {
        "currentBalance": "290.00",
        "totalOutstanding": "290.00",
        "totalPaid": "290.00",
    },
    "lastPayment": {"date": "2026-04-02", "amount": "290.00"},
    "aging": {
        "daysPastDue": 3,
        "bucket": "early_arrears",
        "isInArrears": True,
        "totalOverdue": "290.00",
    },
    "closure": None,
    "repaymentSchedule": {
        "scheduleId": "S-1",
        "numberOfPayments": 2,
        "paymentFrequency": "monthly",
        "createdDate": "2026-03-02",
        "payments": [
            {
                "paymentNumber": 1,
                "dueDate": "2026-04-02",
                "amount": "290.00",
                "status": "paid",
                "paidDate": "2026-04-02",
                "amountPaid": "290.00",
                "amountRemaining": "0.00",
                "linkedTransactionIds": ["TXN-1"],
            },
            {
                "paymentNumber": 2,
                "dueDate": "2026-05-02",
                "amount": "290.00",
                "status": "scheduled",
                "paidDate": None,
                "amountPaid": None,
                "amountRemaining": None,
                "linkedTransactionIds": [],
            },
        ],
    },
    "writeOffRequests": [],
    "parked": False,
}


def test_an_account_has_exactly_the_fields_of_the_contract(program: Program, mei: str):
    account = program.get("/api/accounts/LA-1")

    assert account.pop("asOf").startswith("2026-03-02T")
    assert account == ACCOUNT


def test_a_closed_account_says_why_and_how(program: Program, mei: str):
    arrive(
        "account.closed.v1",
        account_id="LA-1",
        closure_reason="WRITTEN_OFF",
        closed_date="2026-09-01",
        final_balance="0",
        total_paid="290",
    )

    account = program.get("/api/accounts/LA-1")

    assert account["accountStatus"] == "written_off"
    assert account["balances"]["totalPaid"] == "290.00"
    assert account["closure"] == {
        "reason": "WRITTEN_OFF",
        "closedDate": "2026-09-01",
        "finalBalance": "0.00",
    }


def test_groups_of_which_nothing_is_known_are_null(program: Program):
    LoanAccount.objects.create(loan_account_id="LA-9")

    account = program.get("/api/accounts/LA-9")

    groups = ("lastPayment", "closure", "repaymentSchedule", "accountNumber", "accountStatus")
    assert [account[name] for name in groups] == [None] * len(groups)
    assert account["balances"]["currentBalance"] is None


def test_an_instalment_without_a_schedule_is_shown(program: Program):
    arrive(
        "account.schedule.updated.v1",
        account_id="LA-9",
        payments=[{"payment_number": 3, "status": "OVERDUE"}],
    )

    schedule = program.get("/api/accounts/LA-9")["repaymentSchedule"]

    assert schedule["scheduleId"] is None
    assert [row["status"] for row in schedule["payments"]] == ["missed"]


def test_the_list_has_accounts_without_schedules(program: Program, mei: str):
    whole = program.get("/api/accounts/LA-1")

    (listed,) = program.get("/api/accounts")["results"]

    del whole["repaymentSchedule"], whole["writeOffRequests"]
    assert listed == whole


LATE: list[dict[str, Any]] = [
    {"days_past_due": 40, "arrears_bucket": "default", "is_in_arrears": True},
    {"days_past_due": 3, "arrears_bucket": "early_arrears", "is_in_arrears": True},
    {"days_past_due": 0, "arrears_bucket": "current"},
    {"account_status": "paid_off"},
]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["LA-0", "LA-1", "LA-2", "LA-3"]),
        ({"inArrears": "true"}, ["LA-0", "LA-1"]),
        ({"bucket": "default"}, ["LA-0"]),
        ({"daysFrom": "1"}, ["LA-0", "LA-1"]),
        ({"daysFrom": "0", "daysTo": "3"}, ["LA-1", "LA-2"]),
        ({"daysTo": "0"}, ["LA-2"]),
        ({"status": "paid_off"}, ["LA-3"]),
        ({"customerId": "CUS-2"}, ["LA-2"]),
        ({"accountNumber": "40001"}, ["LA-1"]),
        ({"accountNumber": "4000"}, []),
    ],
)
def test_the_list_of_accounts_can_be_narrowed(
    program: Program, parameters: dict[str, str], expected: list[str]
):
    for number, late in enumerate(LATE):
        LoanAccount.objects.create(
            loan_account_id=f"LA-{number}",
            account_number=f"4000{number}",
            customer_id=f"CUS-{number}",
            **late,
        )

    listed = program.get("/api/accounts", **parameters)["results"]

    assert [row["loanAccountId"] for row in listed] == expected


def test_an_account_that_nobody_named_is_not_there(program: Program):
    answer = program.ask("/api/accounts/LA-404")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "ACCOUNT_NOT_KNOWN"
    assert error_of(answer)["nextStep"]


def test_an_account_tells_of_the_requests_to_write_it_off(program: Program, mei: str):
    arrive(
        "writeoff.requested.v1",
        requestId="W-1",
        requestNumber="WO-1",
        loanAccountId="LA-1",
        customerId="CUS-1",
        amount="290.00",
        reason="hardship",
        requestedByName="Olivia Osei",
    )
    arrive("writeoff.rejected.v1", requestId="W-1", comment="Not yet.", rejectedBy="supervisor")

    (request,) = program.get("/api/accounts/LA-1")["writeOffRequests"]

    assert (request["requestNumber"], request["status"]) == ("WO-1", "REJECTED")
    assert (request["amount"], request["reason"]) == ("290.00", "hardship")
    assert (request["comment"], request["decidedBy"]) == ("Not yet.", "supervisor")
    assert request["transactionId"] is None
