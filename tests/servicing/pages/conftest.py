"""People at the screens, and rows for them to look at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from redis import Redis

from billie.staff.roles import Role
from servicing.models import Customer, DeadLetter, LoanAccount, StoredEvent
from servicing.models.event_store import Outcome
from tests.billie.staff.people import signed_in

NOON = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 12:00 in Sydney


@pytest.fixture(autouse=True)
def nothing_remembered(redis_client: Redis) -> None:
    """No answer of another test is kept: the cache is in the tests' Redis, which is empty now."""


@pytest.fixture
def readonly(db: None) -> Client:
    return signed_in(Role.READONLY)


@pytest.fixture
def operations(db: None) -> Client:
    return signed_in(Role.OPERATIONS)


@pytest.fixture
def supervisor(db: None) -> Client:
    return signed_in(Role.SUPERVISOR)


@pytest.fixture
def add_customer(db: None) -> Callable[..., Customer]:
    def add(number: int, **fields: Any) -> Customer:
        values = {"full_name": f"Person {number:03d}", "as_of": NOON, **fields}
        return Customer.objects.create(customer_id=f"CUS-{number}", **values)

    return add


@pytest.fixture
def add_account(db: None) -> Callable[..., LoanAccount]:
    def add(number: int, **fields: Any) -> LoanAccount:
        values = {"account_number": f"4{number:08d}", "account_status": "active", **fields}
        return LoanAccount.objects.create(loan_account_id=f"LA-{number:03d}", **values)

    return add


@pytest.fixture
def add_letter(db: None) -> Callable[..., DeadLetter]:
    def add(**fields: Any) -> DeadLetter:
        message = fields.pop("message", '{"typ":"account.updated.v1","payload":"{\\"a\\":1}"}')
        event = StoredEvent.objects.create(
            identity=uuid4(),
            stream="inbox:billie-servicing",
            entry_id=f"{uuid4().int % 10**12}-0",
            typ="account.updated.v1",
            published_at=NOON,
            received_at=NOON + timedelta(seconds=1),
            fields=message,
            outcome=Outcome.MALFORMED,
        )
        values = {
            "kind": DeadLetter.Kind.MALFORMED,
            "typ": "account.updated.v1",
            "error": "the payload is not JSON",
            "created_at": NOON,
            **fields,
        }
        return DeadLetter.objects.create(event=event, **values)

    return add
