"""Asking for a second person."""

import pytest

from billie.staff.approval_kinds import KindNotKnown
from billie.staff.approval_refusals import AlreadyRequested, WordsMissing
from billie.staff.models import Approval
from tests.billie.staff.approval_story import asked, open_desk

pytestmark = pytest.mark.django_db


def test_the_same_is_asked_for_once_at_a_time(desk, ann, sam):
    first = asked(ann)

    with pytest.raises(AlreadyRequested, match="Ann Asker") as refused:
        asked(sam)

    assert refused.value.approval_id == first.pk


def test_a_kind_may_allow_several_requests_about_one_subject(ann, sam):
    with open_desk(one_at_a_time=False):
        asked(ann)
        asked(sam)

    assert Approval.objects.count() == 2


def test_a_request_whose_time_is_over_makes_room_for_a_new_one(desk, ann, sam):
    old = asked(ann)

    new = asked(sam, now=old.expires_at)

    old.refresh_from_db()
    assert (old.state, new.state) == ("EXPIRED", "PENDING")


def test_nothing_can_be_asked_for_without_a_reason(desk, ann):
    with pytest.raises(WordsMissing):
        asked(ann, reason=" ")


def test_nothing_can_be_asked_for_that_no_room_knows(ann):
    with pytest.raises(KindNotKnown):
        asked(ann)
