"""What waits for a second person, as Prometheus sees it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from billie.staff.metrics import collect
from tests.billie.staff.approval_story import NOW, approve, asked

pytestmark = pytest.mark.django_db


def figures(now):
    """Return the samples of the tests' kind by name."""
    return {
        sample.name: sample.value
        for family in collect(now)
        for sample in family.samples
        if sample.labels["kind"] == "TEST_WRITE_OFF"
    }


def test_count_and_value_and_age_of_what_waits_are_told(desk, ann, sam):
    asked(ann)
    asked(ann, subject=("loan account", "ACC-2"), amount=Decimal("7.50"))
    approve(asked(ann, subject=("loan account", "ACC-3")), sam)

    assert figures(NOW + timedelta(hours=2)) == {
        "billie_approvals_waiting": 2,
        "billie_approvals_waiting_value": 820.0,
        "billie_approvals_oldest_seconds": 7200,
    }


def test_a_kind_of_which_nothing_waits_is_told_as_zero(desk):
    assert figures(NOW) == {"billie_approvals_waiting": 0, "billie_approvals_oldest_seconds": 0}
