"""The administrator's pages: accounts, tokens shown once, the audit trail."""

from datetime import UTC, datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client

from billie.staff.models import ApiToken, AuditEntry
from billie.staff.role_groups import roles_of
from billie.staff.roles import Role
from billie.staff.tokens import find_token, issue_token
from tests.billie.staff.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(Role.ADMIN)


def test_an_administrator_creates_someone_with_a_role(admin: Client) -> None:
    answer = admin.post(
        "/admin/auth/user/add/",
        {
            "username": "amina",
            "role": "supervisor",
            "usable_password": "true",
            "password1": "a-long-enough-phrase",
            "password2": "a-long-enough-phrase",
        },
    )

    assert answer.status_code == 302
    user = User.objects.get(username="amina")
    assert roles_of(user) == ["supervisor"]
    assert user.is_staff
    entry = AuditEntry.objects.get(action="ACCOUNT_CREATED", subject_id="amina")
    assert entry.actor_name == "a.admin"


def test_an_administrator_changes_a_role_and_it_is_recorded(admin: Client) -> None:
    user = person(Role.READONLY)

    answer = admin.post(
        f"/admin/auth/user/{user.pk}/change/",
        {"username": user.username, "role": "operations", "email": "a@example.com"},
    )

    assert answer.status_code == 302
    user.refresh_from_db()
    assert roles_of(user) == ["operations"]
    assert not user.is_active
    recorded = AuditEntry.objects.filter(actor_name="a.admin", subject_id=user.username)
    changed = recorded.get(action="ACCOUNT_CHANGED")
    assert (changed.before or {})["is_active"] is True
    assert (changed.after or {})["is_active"] is False
    assert recorded.get(action="ROLE_CHANGED").after == {"roles": ["operations"]}


def test_an_account_cannot_be_made_superuser_or_deleted_in_the_panel(admin: Client) -> None:
    user = person(Role.READONLY)

    admin.post(
        f"/admin/auth/user/{user.pk}/change/",
        {
            "username": user.username,
            "role": "readonly",
            "is_active": "on",
            "is_superuser": "on",
            "user_permissions": "1",
        },
    )

    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.user_permissions.exists()
    assert admin.post(f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_administrator_unlocks_someone_who_tried_too_often(admin: Client) -> None:
    user = person(Role.READONLY)
    for _ in range(3):
        Client().post("/admin/login/", {"username": user.username, "password": "wrong"})

    admin.post("/admin/auth/user/", {"action": "unlock", "_selected_action": [user.pk]})

    assert not AccessAttempt.objects.filter(username=user.username).exists()
    assert AuditEntry.objects.filter(action="ACCOUNT_UNLOCKED").count() == 1


def test_a_new_token_is_shown_once(admin: Client) -> None:
    user = person(Role.OPERATIONS)

    answer = admin.post(
        "/admin/staff/apitoken/add/",
        {"user": user.pk, "name": "nightly export", "scope": "readonly", "lifetime": "30"},
    )

    token = ApiToken.objects.get()
    page = answer.content.decode()
    secret = page.split('value="billie_')[1].split('"')[0]
    assert answer.status_code == 200
    assert find_token(f"billie_{secret}", now=datetime.now(UTC)) == token
    assert "no-store" in answer.headers["Cache-Control"]
    later = admin.get(f"/admin/staff/apitoken/{token.pk}/change/").content.decode()
    assert secret not in later
    assert token.prefix in later


def test_tokens_are_revoked_from_their_list(admin: Client) -> None:
    token, secret = issue_token(user=person(Role.OPERATIONS), name="export", now=datetime.now(UTC))

    answer = admin.post(
        "/admin/staff/apitoken/", {"action": "revoke", "_selected_action": [token.pk]}
    )

    assert answer.status_code == 302
    assert find_token(secret, now=datetime.now(UTC)) is None
    assert AuditEntry.objects.get(action="TOKEN_REVOKED").actor_name == "a.admin"


def test_a_supervisor_reads_the_audit_trail_and_an_operator_does_not() -> None:
    assert signed_in(Role.SUPERVISOR).get("/admin/staff/auditentry/").status_code == 200
    assert signed_in(Role.OPERATIONS).get("/admin/staff/auditentry/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/staff/apitoken/",
        "/admin/staff/apitoken/add/",
        "/admin/staff/auditentry/",
    ],
)
def test_the_pages_of_the_administrator_are_there(admin: Client, address: str) -> None:
    assert admin.get(address).status_code == 200


def test_the_page_of_an_account_and_of_an_audit_entry_are_there(admin: Client) -> None:
    user = person(Role.READONLY)
    entry = AuditEntry.objects.latest("id")

    assert admin.get(f"/admin/auth/user/{user.pk}/change/").status_code == 200
    assert admin.get(f"/admin/auth/user/{user.pk}/password/").status_code == 200
    assert admin.get(f"/admin/staff/auditentry/{entry.pk}/change/").status_code == 200
