"""Several people at the same moment: one effect, and a clear answer for everybody else."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from billie.staff import approvals
from billie.staff.approval_refusals import AlreadyRequested, ApprovalNotOpen, ApprovalRefused
from billie.staff.models import Approval, AuditEntry
from billie.staff.roles import Role
from tests.billie.staff.approval_story import LATER, WORDS, approve, asked, open_desk, write_off_of
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act be done in a thread of its own; return the name of what came of each."""

    def do(act: Callable[[], Any]) -> str:
        try:
            return type(act()).__name__
        except ApprovalRefused as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def test_two_approvers_at_once_make_one_decision(ann, sam):
    both_have_read = Barrier(2)

    def read_facts(approval):
        both_have_read.wait(PATIENCE)
        return write_off_of(approval.amount)

    with open_desk(read_facts=read_facts) as desk:
        approval = asked(ann)
        ada = person(Role.ADMIN)

        outcomes = at_once(lambda: approve(approval, sam), lambda: approve(approval, ada))

    assert Counter(outcomes) == {"Approval": 1, "ApprovalNotOpen": 1}
    assert desk.diary == ["approved APPROVED", "after APPROVED"]
    assert AuditEntry.objects.filter(action="APPROVAL_APPROVED").count() == 1
    assert AuditEntry.objects.filter(action="APPROVAL_REFUSED").count() == 1


def test_one_approves_while_another_rejects_and_one_of_them_wins(desk, ann, sam):
    approval = asked(ann)
    ada = person(Role.ADMIN)

    outcomes = at_once(
        lambda: approve(approval, sam),
        lambda: approvals.reject(approval_id=approval.pk, by=ada, words=WORDS, now=LATER),
    )

    assert Counter(outcomes) == {"Approval": 1, "ApprovalNotOpen": 1}
    approval.refresh_from_db()
    assert approval.state in {"APPROVED", "REJECTED"}
    assert sum("after" not in line for line in desk.diary) == 1


def test_taking_back_between_reading_and_deciding_leaves_nothing_to_decide(ann, sam):
    def read_facts(approval):
        approvals.cancel(approval_id=approval.pk, by=ann, words="Wrong account.", now=LATER)
        return write_off_of(approval.amount)

    with open_desk(read_facts=read_facts) as desk:
        approval = asked(ann)

        with pytest.raises(ApprovalNotOpen, match="cancelled by Ann Asker"):
            approve(approval, sam)

    assert desk.diary == ["closed CANCELLED"]


def test_the_same_asked_twice_at_once_waits_once(desk, ann, sam):
    outcomes = at_once(lambda: asked(ann), lambda: asked(sam))

    assert Counter(outcomes) == {"Approval": 1, AlreadyRequested.__name__: 1}
    assert Approval.objects.count() == 1


def test_nobody_waits_for_the_network_with_the_row_locked(ann, sam):
    def read_facts(approval):
        assert not connection.in_atomic_block
        return write_off_of(approval.amount)

    def after_approved(approval):
        assert not connection.in_atomic_block

    with open_desk(read_facts=read_facts, after_approved=after_approved):
        assert approve(asked(ann), sam).state == "APPROVED"
