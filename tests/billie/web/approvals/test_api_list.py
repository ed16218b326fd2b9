"""GET /api/approvals: the newest first, narrowed, a page at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from billie.staff import approvals
from tests.billie.staff.approval_story import asked
from tests.billie.web.approvals.programs import client_of

NOW = timezone.now()


@pytest.fixture
def made(desk, olive, sam) -> list[int]:
    """Four requests: two of Olive's that wait, one of Sam's, one of Olive's that is rejected."""
    askers = [olive, olive, sam, olive]
    rows = [
        asked(asker, subject=("loan account", f"ACC-{number}"), now=NOW - timedelta(hours=1))
        for number, asker in enumerate(askers)
    ]
    approvals.reject(approval_id=rows[3].pk, by=sam, words="No.", now=NOW)
    return [row.pk for row in rows]


def ids(answer: Any) -> list[int]:
    return [row["id"] for row in answer.json()["results"]]


def test_the_newest_come_first(made, olive):
    assert ids(client_of(olive).get("/api/approvals")) == made[::-1]


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({"state": "PENDING"}, [2, 1, 0]),
        ({"state": "REJECTED"}, [3]),
        ({"mine": "true"}, [3, 1, 0]),
        ({"mine": "false"}, [3, 2, 1, 0]),
        ({"mine": "true", "state": "PENDING"}, [1, 0]),
        ({"kind": "TEST_WRITE_OFF"}, [3, 2, 1, 0]),
        ({"kind": "OTHER"}, []),
    ],
    ids=str,
)
def test_filters_narrow_the_list(made, olive, filters, places):
    answer = client_of(olive).get("/api/approvals", filters)

    assert ids(answer) == [made[place] for place in places]


def test_pages_follow_on_without_a_gap(made, olive):
    client = client_of(olive)

    first = client.get("/api/approvals", {"limit": 3, "mine": "false"})
    second = client.get(first.json()["next"])

    assert ids(first) + ids(second) == made[::-1]
    assert first.json()["previous"] is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("state=MAYBE", "NOT_VALID"),
        ("stat=PENDING", "NOT_VALID"),
        ("mine=perhaps", "NOT_VALID"),
        ("cursor=broken", "CURSOR_NOT_VALID"),
        ("limit=0", "LIMIT_NOT_VALID"),
    ],
)
def test_what_cannot_be_meant_is_refused(made, olive, query, code):
    answer = client_of(olive).get(f"/api/approvals?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_a_list_says_nothing_of_the_figures_that_are_decided_on(made, olive):
    row = client_of(olive).get("/api/approvals").json()["results"][0]

    assert {"shown", "contentHash", "canApprove"} & row.keys() == set()


def test_the_list_costs_as_many_queries_for_fifty_rows_as_for_one(
    desk, olive, django_assert_max_num_queries
):
    for number in range(50):
        asked(olive, subject=("loan account", f"ACC-{number}"), now=NOW)
    client = client_of(olive)
    client.get("/api/approvals")

    with django_assert_max_num_queries(6):
        assert len(ids(client.get("/api/approvals"))) == 50
