"""The panel: a navigation by work, in which nobody sees what they may not use."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from redis import Redis

from billie.staff.roles import Role
from billie.web import remembering
from billie.web.panel import GROUPS, navigation
from billie.web.remembering import forget, remembered
from servicing.models import DeadLetter
from tests.billie.staff.people import person, signed_in

pytestmark = pytest.mark.django_db


def titles(role: Role, address: str = "/") -> list[str]:
    request = RequestFactory().get(address)
    request.user = person(role)
    return [item["title"] for group in navigation(request) for item in group["items"]]


def active(address: str) -> list[str]:
    request = RequestFactory().get(address)
    request.user = person(Role.ADMIN, username=str(uuid4()))
    return [
        item["title"] for group in navigation(request) for item in group["items"] if item["active"]
    ]


def test_each_role_sees_what_it_may_use_and_no_more() -> None:
    readonly = titles(Role.READONLY)
    operations = titles(Role.OPERATIONS)
    admin = titles(Role.ADMIN)

    accounts = ["Accounts", "Arrears"]
    desk, customers = ["Dashboard", "Search"], ["Customers", "Conversations"]
    loans = ["Money commands", "Collections", "Overdue accounts"]
    watching = ["Transactions", "Needs attention"]
    assert readonly == [*desk, *customers, *accounts, *loans, "Overview", *watching]
    assert operations == [
        *[*desk, "Approvals", *customers, *accounts, "Disbursements", *loans],
        *["Overview", "Pay a bill", "Look up", *watching],
        *["Event streams", "Dead letters", "Health"],
    ]
    assert "Finance" not in operations
    settings = {"Configurations", "Staff", "API tokens", "Audit trail"}
    assert {*operations, "Finance", *settings} == set(admin)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "Dashboard"),
        ("/servicing/customers/CUS-1", "Customers"),
        ("/servicing/accounts/", "Accounts"),
        ("/servicing/accounts/?arrears=yes&bucket=default", "Arrears"),
        ("/servicing/accounts/?status=pending_disbursement", "Disbursements"),
        ("/servicing/commands/7", "Money commands"),
        ("/billers/", "Overview"),
        ("/billers/payment/invoice?biller=SRWB_PREPAID", "Pay a bill"),
        ("/billers/transactions/TXN-1", "Transactions"),
        ("/operations/", "Event streams"),
        ("/operations/dead-letters/7/replay", "Dead letters"),
    ],
)
def test_one_line_says_where_one_is(address: str, title: str) -> None:
    assert active(address) == [title]


def test_an_address_outside_the_navigation_marks_nothing() -> None:
    assert active("/nowhere") == []


def test_every_line_leads_somewhere() -> None:
    client = signed_in(Role.ADMIN)

    for _title, entries in GROUPS:
        for entry in entries:
            assert client.get(reverse(entry.route)).status_code == 200, entry


def test_open_dead_letters_are_counted_beside_their_line(redis_client: Redis) -> None:
    DeadLetter.objects.create(
        event_id=uuid4(),
        kind="MALFORMED",
        typ="x",
        error="x",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )

    page = signed_in(Role.OPERATIONS).get("/").content.decode()

    assert re.search(r'b-nav-count" aria-hidden="true">1<', page)
    assert "1 waiting for a person" in page


def test_pages_stand_when_redis_is_gone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_untried_until", 0.0)
    gone = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": gone}
    }

    assert signed_in(Role.ADMIN).get("/").status_code == 200


def test_an_answer_is_asked_once_until_it_is_forgotten(redis_client: Redis) -> None:
    asked: list[int] = []

    def answer() -> int:
        asked.append(1)
        return len(asked)

    first = remembered("one", seconds=60, answer=answer)
    second = remembered("one", seconds=60, answer=answer)
    forget("one")
    third = remembered("one", seconds=60, answer=answer)

    assert (first, second, third) == (1, 1, 2)


def test_pages_carry_no_inline_script(redis_client: Redis) -> None:
    client = signed_in(Role.ADMIN)

    for address in ("/", "/search", "/servicing/accounts/", "/operations/"):
        page = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_a_stranger_sees_the_sign_in_page_in_our_words(client: Client) -> None:
    page = client.get("/admin/login/").content.decode()

    assert "<h1" in page
    assert "Sign in" in page
    assert 'autocomplete="current-password"' in page


def test_a_failed_sign_in_says_what_to_mend_and_keeps_the_name(client: Client) -> None:
    answer = client.post("/admin/login/", {"username": "maya", "password": "wrong"})

    page = answer.content.decode()
    assert "You are not signed in." in page
    assert 'value="maya"' in page
    assert 'value="wrong"' not in page
