"""Programs that call the API of approvals with a token."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from billie.staff.models import Approval
from billie.staff.tokens import issue_token


def client_of(user: User, scope: str = "") -> Client:
    """Return a program that acts as somebody, no further than a role."""
    _row, secret = issue_token(user=user, name="test", scope=scope, now=datetime.now(UTC))
    return Client(headers={"Authorization": f"Bearer {secret}"})


def post(client: Client, approval: Approval, act: str, **body: Any) -> Any:
    """Send an act on a request."""
    path = f"/api/approvals/{approval.pk}/{act}"
    return client.post(path, body, content_type="application/json")


def error_of(answer: Any) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]
