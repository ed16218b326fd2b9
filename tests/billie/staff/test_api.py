"""Getting a token for a name and a password."""

from typing import Any

import pytest
from django.test import Client

from billie.staff.models import ApiToken, AuditEntry
from billie.staff.roles import Role
from tests.billie.staff.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, **fields: Any) -> Any:
    body = {"username": "a.operations", "password": PASSWORD, **fields}
    return client.post("/api/auth/token", body, content_type="application/json")


def test_a_name_and_a_password_are_exchanged_for_a_token(client: Client) -> None:
    person(Role.OPERATIONS, first_name="Olivia", last_name="Osei")

    answer = _sign_in(client, name="export", expiresInDays=7)

    assert answer.status_code == 200
    body = answer.json()
    assert body["user"] == {
        "username": "a.operations",
        "fullName": "Olivia Osei",
        "roles": ["operations"],
    }
    assert "servicing.view_operations" in body["permissions"]
    token = ApiToken.objects.get()
    assert body["token"].startswith(token.prefix)
    assert (token.expires_at - token.created_at).days == 7
    entry = AuditEntry.objects.get(action="TOKEN_CREATED")
    assert entry.actor == token.user
    assert entry.address == "127.0.0.1"


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"username": "nobody"}, {"username": "a.operations\x00"}]
)
def test_wrong_credentials_are_refused_alike(client: Client, wrong: dict[str, str]) -> None:
    person(Role.OPERATIONS)

    answer = _sign_in(client, **wrong)

    assert answer.status_code in {400, 401}
    assert PASSWORD not in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_an_account_that_is_switched_off_gets_no_token(client: Client) -> None:
    person(Role.OPERATIONS, is_active=False)

    answer = _sign_in(client)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "WRONG_CREDENTIALS"
    assert AuditEntry.objects.get(action="SIGN_IN_FAILED").actor_name == "a.operations"


def test_what_is_wrong_with_a_request_for_a_token_is_said_field_by_field(client: Client) -> None:
    answer = client.post(
        "/api/auth/token", {"expiresInDays": 999, "scope": "king"}, content_type="application/json"
    )

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "NOT_VALID"
    assert set(error["fields"]) == {"username", "password", "expiresInDays", "scope"}


def test_too_many_wrong_passwords_lock_the_name_for_the_api(client: Client) -> None:
    person(Role.OPERATIONS)

    answers = [_sign_in(client, password="wrong") for _ in range(10)]
    last = _sign_in(client)

    assert [answer.status_code for answer in answers[:9]] == [401] * 9
    assert last.status_code == 429
    assert last.json()["error"]["code"] == "TOO_MANY_SIGN_INS"
    assert int(last.headers["Retry-After"]) > 0
    assert not ApiToken.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(client: Client) -> None:
    person(Role.OPERATIONS)

    for _ in range(3):
        for _ in range(8):
            _sign_in(client, password="wrong")
        answer = _sign_in(client)

    assert answer.status_code == 200


def test_a_token_can_be_given_back(client: Client) -> None:
    person(Role.OPERATIONS)
    headers = {"Authorization": f"Bearer {_sign_in(client).json()['token']}"}

    given_back = client.delete("/api/auth/token", headers=headers)

    assert given_back.status_code == 204
    assert client.get("/api/auth/me", headers=headers).status_code == 401


def test_a_client_without_delete_gives_its_token_back_by_post(client: Client) -> None:
    person(Role.OPERATIONS)
    headers = {"Authorization": f"Bearer {_sign_in(client).json()['token']}"}

    given_back = client.post("/api/auth/token/revoke", headers=headers)

    assert given_back.status_code == 204
    assert client.get("/api/auth/me", headers=headers).status_code == 401


def test_a_session_has_no_token_to_give_back() -> None:
    answer = signed_in(Role.OPERATIONS).delete("/api/auth/token")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "NO_TOKEN"


def test_a_session_needs_its_csrf_token_to_change_anything() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        person(Role.OPERATIONS), backend="django.contrib.auth.backends.ModelBackend"
    )

    answer = strict.delete("/api/auth/token")

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "NOT_ALLOWED"
    assert "CSRF" in answer.json()["error"]["message"]
