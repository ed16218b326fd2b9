"""What /api/schema says of approvals is what they answer, field by field."""

import pytest
from django.utils import timezone

from tests.billie.staff.approval_story import asked
from tests.billie.web.approvals.programs import client_of, post
from tests.servicing.api.test_descriptions import check


def described(document, path, method="get"):
    """Return the schema of an answer."""
    answer = document["paths"][path][method]["responses"]["200"]
    return answer["content"]["application/json"]["schema"]


@pytest.fixture
def approval(desk, olive):
    return asked(olive, now=timezone.now(), link="", customer_id="")


def test_what_is_read_is_as_described(approval, sam):
    client = client_of(sam)
    document = client.get("/api/schema").json()

    whole = client.get(f"/api/approvals/{approval.pk}").json()
    page = client.get("/api/approvals").json()

    check(document, described(document, "/api/approvals/{id}"), whole)
    check(document, described(document, "/api/approvals"), page)


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_what_a_decision_is_answered_with_is_as_described(approval, sam, act):
    client = client_of(sam)
    document = client.get("/api/schema").json()

    answer = post(client, approval, act, words="Fine.", seen=approval.content_hash)

    assert answer.status_code == 200
    check(document, described(document, f"/api/approvals/{{id}}/{act}", "post"), answer.json())
