"""`manage.py seed_staff`: accounts and roles, again and again the same."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from billie.staff.demo import DEMO_PASSWORD
from billie.staff.models import AuditEntry
from billie.staff.role_groups import roles_of
from billie.staff.roles import Role

pytestmark = pytest.mark.django_db


def _seed(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("seed_staff", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_demo_has_someone_for_each_role_who_can_sign_in() -> None:
    said = _seed("--demo")
    _seed("--demo")

    assert DEMO_PASSWORD in said
    for role in Role:
        user = User.objects.get(username=role.value)
        assert roles_of(user) == [role.value]
        answer = Client().post(
            "/admin/login/", {"username": role.value, "password": DEMO_PASSWORD}
        )
        assert answer.status_code == 302


def test_the_demo_puts_its_passwords_and_roles_back() -> None:
    _seed("--demo")
    user = User.objects.get(username="readonly")
    user.set_password("something else")
    user.save()
    user.groups.clear()

    _seed("--demo")

    user = User.objects.get(username="readonly")
    assert user.check_password(DEMO_PASSWORD)
    assert roles_of(user) == ["readonly"]


@override_settings(IS_PRODUCTION=True)
def test_the_demo_is_refused_in_production() -> None:
    with pytest.raises(CommandError, match="refused in production"):
        _seed("--demo")

    assert not User.objects.exists()


def test_production_does_not_start_while_a_demo_login_works() -> None:
    _seed("--demo")

    with override_settings(IS_PRODUCTION=True):
        found = [problem.id for problem in run_checks(databases=["default"], tags=["database"])]
        User.objects.update(is_active=False)
        afterwards = run_checks(databases=["default"], tags=["database"])

    assert "staff.E001" in found
    assert "staff.E001" not in [problem.id for problem in afterwards]


def test_an_account_is_created_with_a_role_and_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-phrase\n"))

    _seed("--username", "amina", "--role", "supervisor", "--password-stdin")

    user = User.objects.get(username="amina")
    assert user.check_password("a-long-enough-phrase")
    assert roles_of(user) == ["supervisor"]
    assert user.is_staff
    assert not user.is_superuser
    entry = AuditEntry.objects.get(action="ACCOUNT_CREATED", subject_id="amina")
    assert entry.actor_name == "seed_staff"


def test_a_role_is_changed_without_touching_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-phrase\n"))
    _seed("--username", "amina", "--role", "supervisor", "--password-stdin")

    _seed("--username", "amina", "--role", "readonly", "--keep-password")

    user = User.objects.get(username="amina")
    assert user.check_password("a-long-enough-phrase")
    assert roles_of(user) == ["readonly"]


@pytest.mark.parametrize("password", ["short", "password1234", "amina-amina"])
def test_a_weak_password_is_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))

    with pytest.raises(CommandError, match="password"):
        _seed("--username", "amina-amin", "--role", "readonly", "--password-stdin")

    assert not User.objects.filter(username="amina-amin").exists()


def test_an_account_needs_a_role() -> None:
    with pytest.raises(CommandError, match="--role"):
        _seed("--username", "amina")
