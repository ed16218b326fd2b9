"""The table of roles: nothing in it is unknown, nothing that we declare is left out of it."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from billie.staff.models import AuditEntry
from billie.staff.role_groups import roles_of, set_role, unknown_permissions
from billie.staff.roles import PERMISSIONS, Role, who_may
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db

OUR_APPS = {"billers", "ledger", "servicing", "staff", "web"}


def test_every_permission_of_the_table_exists() -> None:
    assert unknown_permissions() == set()


def test_every_permission_that_we_declare_belongs_to_a_role() -> None:
    declared = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
        for codename, _words in model._meta.permissions
    }

    assert declared - PERMISSIONS[Role.ADMIN] == set()


def test_each_role_may_all_that_the_one_before_may() -> None:
    roles = list(Role)

    for lesser, greater in pairwise(roles):
        assert PERMISSIONS[lesser] < PERMISSIONS[greater]


@pytest.mark.parametrize("role", Role)
def test_a_migration_gives_the_groups_what_the_table_says(role: Role) -> None:
    group = Group.objects.get(name=role.value)
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    group.permissions.remove(Permission.objects.get(codename="view_customer"))

    call_command("migrate", verbosity=0)

    rows = group.permissions.values_list("content_type__app_label", "codename")
    assert {f"{app}.{codename}" for app, codename in rows} == PERMISSIONS[role]


def test_a_person_has_one_role_and_its_change_is_recorded() -> None:
    user = person(Role.READONLY)

    set_role(user=user, role="supervisor", now=datetime(2026, 3, 1, tzinfo=UTC))

    assert roles_of(user) == ["supervisor"]
    entry = AuditEntry.objects.get(action="ROLE_CHANGED")
    assert (entry.subject_id, entry.before, entry.after) == (
        "a.readonly",
        {"roles": ["readonly"]},
        {"roles": ["supervisor"]},
    )


def test_who_lacks_a_permission_is_told_whom_to_ask() -> None:
    assert who_may("servicing.replay_dead_letter").startswith("Ask a supervisor")
    assert who_may("servicing.rebuild_projections").startswith("Ask an administrator")
    assert who_may("nothing.such").startswith("No role")
