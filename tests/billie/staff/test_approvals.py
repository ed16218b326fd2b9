"""Deciding on a request: two people, what was shown, and one decision."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from billie.staff import approvals
from billie.staff.approval_kinds import FactsNotReadable
from billie.staff.approval_refusals import (
    ApprovalExpired,
    ApprovalNotOpen,
    ApproverIsRequester,
    CancelledByOther,
    NotAsSeen,
    SubjectChanged,
    WordsMissing,
    WordsTooLong,
)
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billie.staff.approval_story import (
    LATER,
    WORDS,
    approve,
    asked,
    open_desk,
    trail,
    write_off_of,
)
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db


def test_a_second_person_approves_and_the_kind_acts_after_the_commit(desk, ann, sam):
    approval = asked(ann)

    approved = approve(approval, sam)

    approval.refresh_from_db()
    assert (approved.pk, approval.state) == (approval.pk, "APPROVED")
    assert (approval.decided_by, approval.decided_at, approval.words) == (sam, LATER, WORDS)
    assert desk.diary == ["approved APPROVED", "after APPROVED"]
    assert trail(approval) == ["ann APPROVAL_REQUESTED", "sam APPROVAL_APPROVED"]


def test_a_second_person_rejects_and_nothing_is_done(desk, ann, sam):
    approval = asked(ann)

    approvals.reject(approval_id=approval.pk, by=sam, words="Ask again in May.", now=LATER)

    approval.refresh_from_db()
    assert (approval.state, approval.words) == ("REJECTED", "Ask again in May.")
    assert desk.diary == ["closed REJECTED"]
    assert trail(approval)[-1] == "sam APPROVAL_REJECTED"


def test_whoever_asked_takes_it_back(desk, ann):
    approval = asked(ann)

    approvals.cancel(approval_id=approval.pk, by=ann, words="Wrong account.", now=LATER)

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == ("CANCELLED", ann)
    assert desk.diary == ["closed CANCELLED"]


def test_nobody_else_can_take_it_back(desk, ann, sam):
    approval = asked(ann)

    with pytest.raises(CancelledByOther, match="Only Ann Asker"):
        approvals.cancel(approval_id=approval.pk, by=sam, words="Wrong.", now=LATER)

    approval.refresh_from_db()
    assert approval.is_pending


@pytest.mark.parametrize("decide", ["approve", "reject"])
def test_nobody_decides_on_what_they_asked_for_and_the_attempt_is_recorded(desk, ann, sam, decide):
    approval = asked(ann)
    seen = {"seen": approval.content_hash}

    with pytest.raises(ApproverIsRequester) as refused:
        getattr(approvals, decide)(approval_id=approval.pk, by=ann, words=WORDS, now=LATER, **seen)

    approval.refresh_from_db()
    assert approval.is_pending
    assert refused.value.next_step == "Ask Sam Second."
    assert trail(approval)[-1] == "ann APPROVAL_REFUSED"
    assert desk.diary == []


def test_when_the_subject_changed_the_request_lapses_and_says_what_was_found(desk, ann, sam):
    approval = asked(ann)
    desk.owed = Decimal("712.50")

    with pytest.raises(SubjectChanged) as refused:
        approve(approval, sam)

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == ("LAPSED", sam)
    assert approval.found["rows"][0]["before"] == {"amount": "712.50"}
    assert refused.value.found == write_off_of(Decimal("712.50"))
    assert refused.value.approval == approval
    assert desk.diary == ["closed LAPSED"]
    assert trail(approval)[-2:] == ["sam APPROVAL_LAPSED", "sam APPROVAL_REFUSED"]


def test_a_change_that_only_the_kind_sees_under_the_lock_undoes_the_decision(ann, sam):
    def change(approval: Approval) -> None:
        User.objects.filter(pk=ann.pk).update(first_name="Changed")
        raise SubjectChanged("The account was closed a moment ago.")

    with open_desk(on_approved=change) as desk:
        approval = asked(ann)
        with pytest.raises(SubjectChanged, match="closed a moment ago"):
            approve(approval, sam)

    approval.refresh_from_db()
    ann.refresh_from_db()
    assert (approval.state, approval.words) == ("LAPSED", "The account was closed a moment ago.")
    assert ann.first_name == "Ann"
    assert desk.diary == ["closed LAPSED"]


def test_when_the_facts_cannot_be_read_nothing_is_decided(desk, ann, sam):
    approval = asked(ann)
    desk.is_readable = False

    with pytest.raises(FactsNotReadable, match="cannot be reached"):
        approve(approval, sam)

    approval.refresh_from_db()
    assert approval.is_pending
    assert desk.diary == []
    assert trail(approval)[-1] == "sam APPROVAL_REFUSED"


def test_a_decision_on_something_else_than_is_asked_for_decides_nothing(desk, ann, sam):
    approval = asked(ann)

    with pytest.raises(NotAsSeen):
        approve(approval, sam, seen="another digest")

    approval.refresh_from_db()
    assert approval.is_pending


def test_a_request_that_waited_too_long_expires_when_somebody_decides(desk, ann, sam):
    approval = asked(ann)

    with pytest.raises(ApprovalExpired):
        approve(approval, sam, now=approval.expires_at)

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == ("EXPIRED", None)
    assert desk.diary == ["closed EXPIRED"]
    assert trail(approval)[1:] == ["system APPROVAL_EXPIRED", "sam APPROVAL_REFUSED"]


def test_requests_expire_by_themselves_and_only_once(desk, ann):
    early, late = asked(ann), asked(ann, subject=("loan account", "ACC-2"), now=LATER)

    closed = approvals.expire_approvals(now=early.expires_at)
    again = approvals.expire_approvals(now=early.expires_at)

    late.refresh_from_db()
    assert (closed, again) == (1, 0)
    assert late.is_pending
    assert desk.diary == ["closed EXPIRED"]


@pytest.mark.parametrize("words", ["", "  \n", "\0"])
@pytest.mark.parametrize("act", ["approve", "reject", "cancel"])
def test_nothing_is_decided_without_words(desk, ann, sam, act, words):
    approval = asked(ann)
    seen = {"seen": approval.content_hash} if act == "approve" else {}

    with pytest.raises(WordsMissing):
        getattr(approvals, act)(approval_id=approval.pk, by=sam, words=words, now=LATER, **seen)

    approval.refresh_from_db()
    assert approval.is_pending


def test_a_novel_is_refused_as_words(desk, ann, sam):
    approval = asked(ann)

    with pytest.raises(WordsTooLong):
        approve(approval, sam, words="x" * 2001)


def test_what_is_closed_is_not_decided_again(desk, ann, sam):
    approval = asked(ann)
    approve(approval, sam)

    with pytest.raises(ApprovalNotOpen, match="approved by Sam Second"):
        approve(approval, person(Role.ADMIN))

    assert desk.diary == ["approved APPROVED", "after APPROVED"]
