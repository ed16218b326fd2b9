"""The operations pages to read: streams, dead letters, health, and who may do what there."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis import Redis

from billie.watch import health
from servicing.models import DeadLetter, ParkedAggregate
from tests.servicing.pages.conftest import NOON

Add = Callable[..., Any]


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/operations/",
        "/operations/dead-letters/",
        "/operations/dead-letters/1",
        "/operations/health",
    ],
)
def test_read_only_staff_may_not_look_into_operations(address: str, readonly: Client) -> None:
    answer = readonly.get(address)

    assert answer.status_code == 403
    assert "servicing.view_operations" in answer.content.decode()


def test_every_configured_stream_is_shown_with_what_waits(
    operations: Client, redis_client: Redis
) -> None:
    redis_client.xadd("inbox:billie-servicing", {"typ": "user_input", "payload": "{}"})

    page = read(operations, "/operations/")

    assert "inbox:billie-servicing:internal" in page
    assert "Nobody reads it" in page
    assert "Nothing is parked" in page


def test_what_is_parked_says_why_and_leads_to_its_page(
    operations: Client, add_letter: Add
) -> None:
    letter: DeadLetter = add_letter(
        kind="FAILED", aggregate="account:LA-1", error="balance is NaN"
    )
    ParkedAggregate.objects.create(
        aggregate="account:LA-1",
        event=letter.event,
        state="PARKED",
        error="balance is NaN",
        parked_at=NOON,
    )

    part = read(operations, "/operations/?part=operations")

    assert "Waits for a person" in part
    assert "balance is NaN" in part
    assert 'href="/servicing/accounts/LA-1"' in part
    assert "<html" not in part


def test_dead_letters_are_narrowed_by_status(operations: Client, add_letter: Add) -> None:
    opened, settled = add_letter(), add_letter(status="REPLAYED")

    page = read(operations, "/operations/dead-letters/?status=OPEN")

    assert f"/operations/dead-letters/{opened.pk}" in page
    assert f"/operations/dead-letters/{settled.pk}" not in page


def test_more_dead_letters_ask_no_more_queries(operations: Client, add_letter: Add) -> None:
    add_letter()
    read(operations, "/operations/dead-letters/")
    with CaptureQueriesContext(connection) as few:
        read(operations, "/operations/dead-letters/")
    for _ in range(20):
        add_letter()

    with CaptureQueriesContext(connection) as many:
        read(operations, "/operations/dead-letters/")

    assert len(many) == len(few)


def test_a_message_is_shown_whole_and_can_be_copied(operations: Client, add_letter: Add) -> None:
    broken = {"base64": base64.b64encode(b"\xff\xfeagent").decode()}
    letter = add_letter(
        message=json.dumps({"typ": "user_input", "payload": '{"said": "hi"}', "agt": broken})
    )

    page = read(operations, f"/operations/dead-letters/{letter.pk}")

    assert "{\n  &quot;said&quot;: &quot;hi&quot;\n}" in page
    assert r"\xff\xfeagent" in page
    assert 'aria-label="Copy payload"' in page


def test_who_may_not_act_sees_no_buttons_but_whom_to_ask(
    operations: Client, add_letter: Add
) -> None:
    letter = add_letter()

    page = read(operations, f"/operations/dead-letters/{letter.pk}")

    assert "/replay" not in page
    assert "/discard" not in page
    assert "You may not replay. Ask a supervisor" in page
    assert "You may not discard. Ask a supervisor" in page


def test_a_supervisor_is_offered_both_acts_while_it_is_open(
    supervisor: Client, add_letter: Add
) -> None:
    opened, settled = add_letter(), add_letter(status="DISCARDED", reason="sent by mistake")

    open_page = read(supervisor, f"/operations/dead-letters/{opened.pk}")
    settled_page = read(supervisor, f"/operations/dead-letters/{settled.pk}")

    assert f"/operations/dead-letters/{opened.pk}/replay" in open_page
    assert f"/operations/dead-letters/{opened.pk}/discard" in open_page
    assert "/replay" not in settled_page


def test_a_number_that_no_dead_letter_has_is_not_found(operations: Client) -> None:
    assert operations.get("/operations/dead-letters/4711").status_code == 404


def test_health_says_that_everything_works(operations: Client) -> None:
    page = read(operations, "/operations/health")

    assert page.count(">Works<") == 3


def test_health_says_what_does_not_work(operations: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert health.check_readiness()["redis"] == "does not answer"
    assert "Does not answer" in read(operations, "/operations/health")
