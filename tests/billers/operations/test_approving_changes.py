"""The second person for a change of a biller: who it can be, what they sign, and what lapses."""

import pytest
from django.db import ProgrammingError, connection, transaction

from billers.models import BillerConfigVersion, ConfigChange
from billers.operations.proposing import NewCredentials
from billie.staff.access import PermissionMissing
from billie.staff.approval_refusals import ApproverIsRequester, SubjectChanged
from billie.staff.approvals import cancel, reject
from billie.staff.models import Approval, AuditEntry
from billie.staff.roles import Role
from tests.billers.operations.config_changes import (
    HUSH,
    MOVED,
    WATER,
    administrator,
    ask,
    change,
    row_of,
    sealed,
)
from tests.billers.operations.reversals import agree, supervisor
from tests.billie.staff.people import person

NEW_PASSWORD = NewCredentials(given={"password": HUSH}, dropped=frozenset({"callbackKey"}))


def test_whoever_asked_cannot_agree_and_nobody_without_the_right_can(desk):
    asked = ask(desk)

    with pytest.raises(ApproverIsRequester):
        agree(desk, asked, by=administrator())
    with pytest.raises(PermissionMissing):
        agree(desk, asked, by=desk.teller)

    assert desk.config(WATER).version == 1
    refusals = AuditEntry.objects.filter(action="APPROVAL_REFUSED").order_by("pk")
    assert [entry.after["refusal"] for entry in refusals] == [
        "ApproverIsRequester", "PermissionMissing",
    ]  # fmt: skip


def test_another_administrator_agrees_as_well(desk):
    agree(desk, ask(desk), by=person(Role.ADMIN, username="another.admin"))

    assert desk.config(WATER).base_url == MOVED


def test_the_version_and_the_trail_name_both_people(desk):
    asked = ask(desk)
    agree(desk, asked)

    kept = BillerConfigVersion.objects.get(config=desk.config(WATER), version=2)
    entry = AuditEntry.objects.filter(action="BILLER_CHANGED").latest("pk")
    assert (kept.changed_by, kept.approved_by) == (administrator(), supervisor())
    assert desk.config(WATER).updated_by == administrator()
    assert entry.actor == supervisor()
    assert (entry.after["askedBy"], entry.after["approval"]) == ("a.admin", asked.reference)


@pytest.mark.parametrize("meanwhile", [{"timeout_ms": 20_000}, {"is_active": False}], ids=str)
def test_a_request_lapses_when_the_biller_is_changed_meanwhile(desk, meanwhile):
    asked = ask(desk)
    change(desk, **meanwhile)

    with pytest.raises(SubjectChanged):
        agree(desk, asked)

    assert desk.config(WATER).base_url != MOVED
    assert Approval.objects.get().state == "LAPSED"
    assert Approval.objects.get().found is not None


def test_credentials_wait_sealed_are_shown_by_name_and_count_once_approved(desk):
    asked = ask(desk, credentials=NEW_PASSWORD)

    assert row_of(asked, "Credential username") == ("Kept sealed", "Kept sealed")
    assert row_of(asked, "Credential password") == ("Kept sealed", "Another one")
    assert row_of(asked, "Credential callbackKey") == ("Kept sealed", "Forgotten")
    assert HUSH not in str(asked.shown)
    with connection.cursor() as cursor:
        cursor.execute("select credentials from billers_configchange")
        (written,) = cursor.fetchone()
    assert written
    assert HUSH not in written
    agree(desk, asked)
    assert desk.config(WATER).credentials == {"username": "desk", "password": HUSH}


@pytest.mark.parametrize("end", ["approved", "rejected", "cancelled", "lapsed"])
def test_credentials_of_a_decided_change_are_erased(desk, end):
    asked = ask(desk, credentials=NEW_PASSWORD)
    assert sealed().credentials == {"password": HUSH}

    if end == "approved":
        agree(desk, asked)
    elif end == "rejected":
        reject(approval_id=asked.pk, by=supervisor(), words="Nobody called.", now=desk.at)
    elif end == "cancelled":
        cancel(approval_id=asked.pk, by=administrator(), words="Wrong.", now=desk.at)
    else:
        change(desk, timeout_ms=20_000)
        with pytest.raises(SubjectChanged):
            agree(desk, asked)

    assert not sealed().credentials
    assert desk.config(WATER).credentials["password"] == (
        HUSH if end == "approved" else "made-up-hush"
    )


def test_credentials_that_were_exchanged_behind_the_request_make_it_lapse(desk):
    asked = ask(desk, credentials=NEW_PASSWORD)
    ConfigChange.objects.update(credentials={"password": "made-up-by-a-thief"})

    with pytest.raises(SubjectChanged):
        agree(desk, asked)

    assert desk.config(WATER).credentials["password"] == "made-up-hush"


def test_the_database_lets_nobody_rewrite_what_was_asked_for(desk):
    ask(desk)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        ConfigChange.objects.update(values={"base_url": "https://thief.example.com"})


def test_nobody_can_try_passwords_on_the_fingerprint(desk):
    once = ask(desk, credentials=NEW_PASSWORD)
    reject(approval_id=once.pk, by=supervisor(), words="Again.", now=desk.at)

    again = ask(desk, credentials=NEW_PASSWORD)

    label = "Fingerprint of this change"
    assert row_of(once, label) != row_of(again, label)
