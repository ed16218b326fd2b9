"""Tokens of programs: what they open, until when, and that no secret is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from billie.staff.models import ApiToken, AuditEntry
from billie.staff.roles import Role
from billie.staff.tokens import find_token, issue_token, revoke_token, token_allows
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def _headers(secret: str, scheme: str = "Bearer") -> dict[str, str]:
    return {"Authorization": f"{scheme} {secret}"}


def test_a_token_opens_until_it_expires() -> None:
    token, secret = issue_token(
        user=person(Role.READONLY), name="export", lifetime=timedelta(days=1), now=NOW
    )

    assert find_token(secret, now=NOW + timedelta(hours=23)) == token
    assert find_token(secret, now=NOW + timedelta(days=1)) is None


def test_the_token_itself_is_nowhere_in_the_database() -> None:
    token, secret = issue_token(user=person(Role.READONLY), name="export", now=NOW)

    row = ApiToken.objects.filter(pk=token.pk).values().get()
    entry = AuditEntry.objects.filter(action="TOKEN_CREATED").values().get()
    assert secret not in str(row) + str(entry)
    assert secret.split("_", 2)[2] not in str(row) + str(entry)


@pytest.mark.parametrize("wrong", ["", "x", "billie_", "billie_0000000000_x", "é", "a" * 5000])
def test_what_is_no_token_opens_nothing(wrong: str) -> None:
    issue_token(user=person(Role.READONLY), name="export", now=NOW)

    assert find_token(wrong, now=NOW) is None


def test_a_token_with_another_secret_opens_nothing() -> None:
    _token, secret = issue_token(user=person(Role.READONLY), name="export", now=NOW)

    assert find_token(secret[:-1] + ("a" if secret[-1] != "a" else "b"), now=NOW) is None


def test_a_revoked_token_opens_nothing_and_is_revoked_once() -> None:
    token, secret = issue_token(user=person(Role.READONLY), name="export", now=NOW)

    revoke_token(token=token, now=NOW)
    revoke_token(token=token, now=NOW + timedelta(hours=1))

    assert find_token(secret, now=NOW) is None
    assert AuditEntry.objects.filter(action="TOKEN_REVOKED").count() == 1


def test_a_token_of_someone_who_left_opens_nothing() -> None:
    user = person(Role.READONLY)
    _token, secret = issue_token(user=user, name="export", now=NOW)
    user.is_active = False
    user.save()

    assert find_token(secret, now=NOW) is None


def test_the_use_of_a_token_is_noted_at_most_once_a_minute() -> None:
    token, secret = issue_token(user=person(Role.READONLY), name="export", now=NOW)

    for seconds in (0, 30, 59, 60, 61):
        find_token(secret, now=NOW + timedelta(seconds=seconds))

    token.refresh_from_db()
    assert token.latest_use_at == NOW + timedelta(seconds=60)


def test_a_token_cannot_do_more_than_its_scope_nor_more_than_its_person() -> None:
    admin = person(Role.ADMIN)
    limited, _ = issue_token(user=admin, name="export", scope="readonly", now=NOW)

    assert token_allows(limited, "servicing.view_customer")
    assert not token_allows(limited, "servicing.rebuild_projections")
    assert token_allows(None, "servicing.rebuild_projections")


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=366), timedelta(days=-1)])
def test_a_token_lives_for_a_year_at_most(lifetime: timedelta) -> None:
    user = person(Role.READONLY)

    with pytest.raises(ValueError, match="1 to 365 days"):
        issue_token(user=user, name="export", lifetime=lifetime, now=NOW)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token"])
def test_both_words_for_a_token_are_understood(client: Client, scheme: str) -> None:
    user = person(Role.OPERATIONS)
    _token, secret = issue_token(user=user, name="export", now=datetime.now(UTC))

    answer = client.get("/api/auth/me", headers=_headers(secret, scheme))

    assert answer.status_code == 200
    assert answer.json()["user"]["username"] == user.username
    assert "servicing.add_contactnote" in answer.json()["permissions"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer a b", "Bearer wrong", "Token é", "bearer \t"]
)
def test_a_token_that_is_none_is_refused_with_401(client: Client, header: str) -> None:
    answer = client.get(
        "/api/auth/me", headers={"Authorization": header.encode().decode("latin-1")}
    )

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "TOKEN_NOT_VALID"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_is_shown_in_what_a_token_may_do(client: Client) -> None:
    _token, secret = issue_token(
        user=person(Role.ADMIN), name="export", scope="readonly", now=datetime.now(UTC)
    )

    answer = client.get("/api/auth/me", headers=_headers(secret))

    assert "servicing.view_customer" in answer.json()["permissions"]
    assert "servicing.rebuild_projections" not in answer.json()["permissions"]
