"""Each request leaves one line, with its id and its person, and nothing that was searched for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from django.test import Client

from billie.staff.roles import Role
from billie.staff.tokens import issue_token
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db


def _lines(caplog: pytest.LogCaptureFixture) -> list[Mapping[str, Any]]:
    found = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [line for line in found if line["event"] == "request_finished"]


def test_the_line_of_a_request_has_the_id_that_its_answer_has(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = Client().get("/healthz")

    (line,) = _lines(caplog)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["request"], line["code"]) == ("GET /healthz", 200)


def test_what_was_searched_for_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/admin/login/?q=Akande&cursor=x")

    (line,) = _lines(caplog)
    assert line["request"] == "GET /admin/login/"
    assert "Akande" not in str(line)


def test_an_id_that_a_caller_made_up_is_not_taken_over() -> None:
    answer = Client().get("/healthz", headers={"X-Request-ID": "made-up\n"})

    assert answer.headers["X-Request-ID"] != "made-up\n"


def test_the_person_behind_a_token_is_in_the_line(caplog: pytest.LogCaptureFixture) -> None:
    user = person(Role.READONLY)
    _row, secret = issue_token(user=user, name="test", now=datetime.now(UTC))

    Client().get("/api/auth/me", headers={"Authorization": f"Bearer {secret}"})

    (line,) = _lines(caplog)
    assert line["user_id"] == user.pk
    assert secret not in caplog.text


def test_nothing_of_a_request_is_left_for_the_next_one() -> None:
    Client().get("/healthz")

    assert structlog.contextvars.get_contextvars() == {}
