"""Programs with tokens at a desk with all simulated billers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from billie.staff.roles import Role
from billie.staff.tokens import issue_token
from tests.billers.operations.conftest import bank, desk
from tests.billie.staff.people import person
from tests.servicing.api.conftest import Program

__all__ = ["bank", "desk"]
_KEYS = iter(range(1, 10**9))


class Caller(Program):
    """A program that pays bills, with a token of somebody."""

    def __init__(self, user: User) -> None:
        self.user = user
        _row, secret = issue_token(user=user, name="test", now=datetime.now(UTC))
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def pay(self, path: str, body: Any, *, key: str = "", prefer: str = "") -> Any:
        """Post something under a key, a fresh one if none is given."""
        headers = {"Idempotency-Key": key or f"key-of-a-test-{next(_KEYS)}"}
        if prefer:
            headers["Prefer"] = prefer
        answer: Any = self.client.post(
            f"/api/billers/{path}", body, content_type="application/json", headers=headers
        )
        return answer

    def post(self, path: str, body: Any | None = None) -> Any:
        """Post something without a key."""
        return self.client.post(
            f"/api/billers/{path}", {} if body is None else body, content_type="application/json"
        )

    def patch(self, path: str, body: Any) -> Any:
        return self.client.patch(f"/api/billers/{path}", body, content_type="application/json")


@pytest.fixture
def teller(desk: Any) -> Caller:
    """Somebody in operations, with a token."""
    return Caller(desk.teller)


@pytest.fixture
def caller_as(desk: Any) -> Callable[[Role], Caller]:
    return lambda role: Caller(person(role, username=f"another.{role.value}"))


def error(answer: Any) -> Any:
    """Return the error of an answer."""
    return answer.json()["error"]
