"""The audit trail: who did what from where, and that nobody can rewrite it."""

from datetime import UTC, datetime

import pytest
import structlog
from django.db import DatabaseError, transaction
from django.test import Client

from billie.staff import audit
from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from tests.billie.staff.people import PASSWORD, person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_an_entry_says_who_what_before_after_and_in_which_request() -> None:
    user = person(Role.SUPERVISOR)

    with structlog.contextvars.bound_contextvars(
        user_id=user.pk, address="203.0.113.5", request_id="R-1"
    ):
        audit.record(
            action="LETTER_DISCARDED",
            subject=("dead letter", "7"),
            now=NOW,
            before={"status": "OPEN"},
            after={"status": "DISCARDED", "at": NOW},
        )

    entry = AuditEntry.objects.get(action="LETTER_DISCARDED")
    assert (entry.actor, entry.actor_name, entry.at) == (user, "a.supervisor", NOW)
    assert (entry.address, entry.request_id) == ("203.0.113.5", "R-1")
    assert (entry.subject_type, entry.subject_id) == ("dead letter", "7")
    assert entry.before == {"status": "OPEN"}
    assert entry.after == {"status": "DISCARDED", "at": "2026-03-01T00:00:00Z"}


def test_a_command_signs_with_its_own_name() -> None:
    with structlog.contextvars.bound_contextvars(command="rebuild_projections"):
        entry = audit.record(action="SWITCHED", subject=("projections", "all"), now=NOW)

    assert (entry.actor, entry.actor_name) == (None, "rebuild_projections")


def test_an_entry_can_be_neither_changed_nor_deleted() -> None:
    entry = audit.record(action="X", subject=("a", "b"), now=NOW)

    for forbidden in (
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="Y"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            forbidden()
    assert AuditEntry.objects.get(pk=entry.pk).action == "X"


def test_a_sign_in_and_a_sign_out_are_recorded_with_the_address() -> None:
    user = person(Role.OPERATIONS)
    browser = Client(REMOTE_ADDR="203.0.113.5")

    browser.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    browser.post("/admin/logout/")

    entries = AuditEntry.objects.filter(actor=user, action__startswith="SIGNED").order_by("id")
    assert [entry.action for entry in entries] == ["SIGNED_IN", "SIGNED_OUT"]
    assert {entry.address for entry in entries} == {"203.0.113.5"}
    assert all(entry.request_id for entry in entries)


def test_a_failed_sign_in_is_recorded_without_the_password() -> None:
    Client().post("/admin/login/", {"username": "mallory", "password": "swordfish"})

    entry = AuditEntry.objects.filter(action="SIGN_IN_FAILED").values().get()
    assert entry["subject_id"] == "mallory"
    assert entry["actor_id"] is None
    assert "swordfish" not in str(entry)


def test_every_new_password_is_recorded_and_never_kept() -> None:
    user = person(Role.OPERATIONS)
    already = AuditEntry.objects.filter(action="PASSWORD_SET").count()

    user.set_password("another-long-password")
    user.save()
    user.save()

    entries = AuditEntry.objects.filter(action="PASSWORD_SET")
    assert entries.count() == already + 1
    assert "another-long-password" not in str(list(entries.values()))
