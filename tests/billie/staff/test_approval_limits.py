"""Who may decide on what."""

from decimal import Decimal

import pytest

from billie.staff import approvals
from billie.staff.access import PermissionMissing
from billie.staff.approval_queries import waiting_for
from billie.staff.approval_refusals import OverApproverLimit
from billie.staff.roles import Role
from tests.billie.staff.approval_story import LATER, approve, asked, trail
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db


def test_a_supervisor_approves_up_to_the_limit_and_is_told_who_may_above_it(desk, ann, sam):
    person(Role.ADMIN, username="ada", first_name="Ada", last_name="Admin")
    at_the_limit = asked(ann, amount=Decimal("5000.00"))
    above = asked(ann, amount=Decimal("5000.01"), subject=("loan account", "ACC-2"))

    approve(at_the_limit, sam)
    with pytest.raises(OverApproverLimit, match=r"5,000\.01 AUD") as refused:
        approve(above, sam)

    above.refresh_from_db()
    assert above.is_pending
    assert refused.value.next_step == "Ask Ada Admin."
    assert trail(above)[-1] == "sam APPROVAL_REFUSED"


def test_a_limit_counts_in_its_own_currency(desk, ann, sam):
    small = asked(ann, amount=Decimal("5000000.00"), currency="MWK")
    large = asked(
        ann, amount=Decimal("5000000.01"), currency="MWK", subject=("loan account", "ACC-2")
    )
    foreign = asked(ann, amount=Decimal("5000.01"), currency="EUR", subject=("loan", "ACC-3"))

    waiting = set(waiting_for(sam))

    assert waiting == {small}
    approve(small, sam)
    for above in (large, foreign):
        with pytest.raises(OverApproverLimit):
            approve(above, sam)


def test_an_administrator_approves_any_amount(desk, ann):
    approval = asked(ann, amount=Decimal("999999.99"))

    approve(approval, person(Role.ADMIN))

    approval.refresh_from_db()
    assert approval.state == "APPROVED"


def test_a_token_lends_no_greater_limit_than_its_scope(desk, ann):
    approval = asked(ann, amount=Decimal("5000.01"))

    with pytest.raises(OverApproverLimit):
        approve(approval, person(Role.ADMIN), scope="supervisor")


def test_rejecting_needs_no_limit_since_nothing_happens(desk, ann, sam):
    approval = asked(ann, amount=Decimal("999999.99"))

    approvals.reject(approval_id=approval.pk, by=sam, words="Too much.", now=LATER)

    approval.refresh_from_db()
    assert approval.state == "REJECTED"


def test_somebody_without_the_kinds_permission_decides_nothing(desk, ann):
    approval = asked(ann)

    with pytest.raises(PermissionMissing):
        approve(approval, person(Role.OPERATIONS))

    assert trail(approval)[-1].endswith("APPROVAL_REFUSED")
