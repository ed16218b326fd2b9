"""What the database itself refuses, whatever the code says."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from billie.staff.models import Approval
from tests.billie.staff.approval_story import LATER, WORDS, approve, asked

pytestmark = pytest.mark.django_db


def refused(approval: Approval, **changes: Any) -> str:
    """Write to a row past the engine; return what the database says to it."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(**changes)
    return str(error.value)


@pytest.mark.parametrize("state", ["APPROVED", "REJECTED"])
def test_a_decision_needs_two_people(desk, ann, state):
    approval = asked(ann)
    decision = {"state": state, "decided_by": ann, "decided_at": LATER, "words": WORDS}

    assert "approval_needs_two_people" in refused(approval, **decision)


def test_only_the_requester_cancels(desk, ann, sam):
    approval = asked(ann)
    decision = {"state": "CANCELLED", "decided_by": sam, "decided_at": LATER, "words": WORDS}

    assert "approval_cancelled_by_requester" in refused(approval, **decision)


@pytest.mark.parametrize("missing", ["decided_by", "decided_at", "words"])
@pytest.mark.parametrize("state", ["APPROVED", "REJECTED", "LAPSED"])
def test_a_decision_has_who_and_when_and_words(desk, ann, sam, state, missing):
    approval = asked(ann)
    decision = {"state": state, "decided_by": sam, "decided_at": LATER, "words": WORDS}
    nothing = "" if missing == "words" else None

    assert "approval_closed_says_why" in refused(approval, **{**decision, missing: nothing})


def test_what_waits_has_no_decision_yet(desk, ann, sam):
    approval = asked(ann)

    assert "approval_closed_says_why" in refused(approval, decided_by=sam)


def test_a_state_that_is_not_in_the_table_is_refused(desk, ann, sam):
    approval = asked(ann)
    decision = {"state": "MAYBE", "decided_by": sam, "decided_at": LATER, "words": WORDS}

    assert "approval_state_is_known" in refused(approval, **decision)


@pytest.mark.parametrize(
    "change",
    [
        {"shown": {"currency": "AUD", "rows": []}},
        {"content_hash": "0" * 64},
        {"amount": 1},
        {"reason": "Another one."},
        {"title": "Something harmless"},
        {"subject_id": "ACC-2"},
        {"customer_id": "CUS-2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_asked_cannot_be_changed_afterwards(desk, ann, change):
    approval = asked(ann)

    assert "Cannot update rows" in refused(approval, **change)


def test_what_was_decided_stays_decided(desk, ann, sam):
    approval = asked(ann)
    approve(approval, sam)

    reopened = {"state": "PENDING", "decided_by": None, "decided_at": None, "words": ""}
    assert "Cannot update rows" in refused(approval, **reopened)
    assert "Cannot update rows" in refused(approval, words="Other words.")


def test_a_request_is_never_deleted(desk, ann):
    approval = asked(ann)

    with pytest.raises(DatabaseError, match="Cannot delete rows"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).delete()


@pytest.mark.parametrize("change", [{"amount": -1}, {"currency": ""}], ids=["below zero", "bare"])
def test_an_amount_is_above_zero_and_has_a_currency(desk, ann, change):
    with pytest.raises(DatabaseError, match="approval_amount_has_currency"), transaction.atomic():
        asked(ann, **change)
