"""A program with a token, and a customer with everything that can be known of one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from billie.staff.roles import Role
from billie.staff.tokens import issue_token
from tests.billie.staff.people import person
from tests.servicing.queries.arrivals import arrive


class Program:
    """A client that signs in with a token and speaks JSON."""

    def __init__(self, role: Role) -> None:
        user = person(role, first_name="Olive", last_name="Perations")
        _row, secret = issue_token(user=user, name="test", now=datetime.now(UTC))
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **parameters: Any) -> Any:
        """Return what an address answers, which must be 200."""
        answer: Any = self.ask(path, **parameters)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def ask(self, path: str, **parameters: Any) -> Any:
        answer: Any = self.client.get(path, parameters)
        return answer

    def send(self, path: str, body: Any, *, key: str = "") -> HttpResponse:
        headers = {"Idempotency-Key": key} if key else {}
        answer: Any = self.client.post(
            path, body, content_type="application/json", headers=headers
        )
        return answer


def error_of(answer: HttpResponse) -> Any:
    """Return the error in an answer."""
    found: Any = answer
    return found.json()["error"]


@pytest.fixture
def program(db: None) -> Program:
    return Program(Role.OPERATIONS)


@pytest.fixture
def program_as(db: None) -> Callable[[Role], Program]:
    return Program


@pytest.fixture
def mei(db: None) -> str:
    """A customer who applied, borrowed, paid once and fell behind; all of it through the inbox."""
    arrive(
        "customer.created.v1",
        customer_id="CUS-1",
        first_name="Mei",
        last_name="Chan",
        email_address="Mei.Chan@example.com",
        mobile_phone_number="0491 570 006",
        date_of_birth="1990-04-12",
        ekyc_status="SUCCESS",
        vulnerable_flag=True,
        residential_address={
            "street_number": "14",
            "street_name": "Wattle",
            "street_type": "Street",
            "suburb": "Newtown",
            "state": "NSW",
            "postcode": "2042",
        },
    )
    _apply()
    _borrow()
    return "CUS-1"


def _apply() -> None:
    chat = {"conv": "chat-1", "usr": "CUS-1"}
    arrive("conversation_started", **chat, application_number="APP-1")
    arrive(
        "user_input",
        **chat,
        utterance="I need 500 dollars",
        created_at="2026-03-02T09:00:01+00:00",
        additional_data={"snake_case": {"kept_as": "it is"}},
    )
    arrive("assistant_response", **chat, utterance="What for?", answer_input_type="text")
    arrive("identityRisk_assessment", **chat, risk_level="LOW", score=0.25)
    arrive("applicationDetail_changed", **chat, loan_purpose="fridge", loanAmount=500)
    arrive("statement_consent_complete", **chat, consent_id="K1")
    arrive("noticeboard_post", **chat, agent_name="risk::identity", post="Low.")
    arrive("conversation_summary", **chat, purpose="A fridge", facts=[{"some_fact": 1}, "Rents"])
    arrive("final_credit_decision", **chat, decision="APPROVED", reason="Affordable")


LOAN: dict[str, Any] = {
    "account_id": "LA-1",
    "account_number": "4000001",
    "customer_id": "CUS-1",
    "status": "PENDING_DISBURSEMENT",
    "loan_amount": "500.00",
    "current_balance": "0.00",
    "loan_fee": "80.00",
    "loan_total_payable": "580.00",
    "opened_date": "2026-03-02",
}
SCHEDULE: dict[str, Any] = {
    "account_id": "LA-1",
    "schedule_id": "S-1",
    "n_payments": 2,
    "payment_frequency": "monthly",
    "created_date": "2026-03-02",
    "payments": [
        {"payment_number": 1, "due_date": "2026-04-02", "amount": "290.00"},
        {"payment_number": 2, "due_date": "2026-05-02", "amount": "290.00"},
    ],
}
PAID_OUT: dict[str, Any] = {
    "account_id": "LA-1",
    "status": "ACTIVE",
    "current_balance": "580.00",
    "timestamp": "2026-03-02T13:30:00+00:00",
    "triggered_by_transaction_type": "DISBURSEMENT",
}
PAID: dict[str, Any] = {
    "account_id": "LA-1",
    "current_balance": "290.00",
    "last_payment_amount": "290.00",
    "last_payment_date": "2026-04-02",
}
FIRST_INSTALMENT: dict[str, Any] = {
    "payment_number": 1,
    "status": "PAID",
    "paid_date": "2026-04-02",
    "amount_paid": "290.00",
    "amount_remaining": "0.00",
    "linked_transaction_ids": ["TXN-1"],
}
LATE: dict[str, Any] = {
    "account_id": "LA-1",
    "dpd": 3,
    "bucket": "early_arrears",
    "is_in_arrears": True,
    "total_overdue_amount": "290.00",
}


def _borrow() -> None:
    arrive("account.created.v1", **LOAN)
    arrive("account.schedule.created.v1", **SCHEDULE)
    arrive("account.updated.v1", **PAID_OUT)
    arrive("account.updated.v1", **PAID)
    arrive("account.schedule.updated.v1", account_id="LA-1", payments=[FIRST_INSTALMENT])
    arrive("loan.aging.updated.v1", **LATE)
