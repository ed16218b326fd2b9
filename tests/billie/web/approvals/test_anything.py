"""Whatever is asked of approvals, the answer is no fault of ours."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billie.staff.models import Approval
from tests.billie.staff.approval_story import asked
from tests.billie.web.approvals.programs import client_of, post

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
VALUES = TEXT | st.sampled_from(["PENDING", "true", "1", "9" * 30, "-1", "\0"])
JSON = st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT, max_size=2)
SLOWLY = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SLOWLY
@given(
    parameters=st.dictionaries(
        st.sampled_from(["state", "kind", "mine", "cursor", "limit"]) | TEXT, VALUES, max_size=3
    )
)
def test_any_parameters_get_an_answer(desk, olive, parameters):
    answer = client_of(olive).get("/api/approvals", parameters)

    assert answer.status_code in {200, 400}


@pytest.mark.parametrize("act", ["approve", "reject", "cancel"])
@SLOWLY
@given(body=st.dictionaries(st.sampled_from(["words", "seen"]) | TEXT, JSON, max_size=3))
def test_any_body_gets_an_answer(desk, olive, sam, act, body):
    approval = Approval.objects.first() or asked(olive, now=timezone.now())

    answer = post(client_of(sam), approval, act, **body)

    assert answer.status_code in {200, 400, 403, 409}


@SLOWLY
@given(
    view=VALUES,
    kind=VALUES,
    cursor=VALUES,
    words=TEXT,
    seen=TEXT,
)
def test_any_form_gets_a_page(desk, olive, sam, browser_of, view, kind, cursor, words, seen):
    approval = asked(olive, now=timezone.now(), subject=("x", str(Approval.objects.count())))
    browser = browser_of(sam)

    listed = browser.get("/approvals/", {"view": view, "kind": kind, "cursor": cursor})
    decided = browser.post(f"/approvals/{approval.pk}/approve", {"words": words, "seen": seen})

    assert listed.status_code in {200, 302}
    assert decided.status_code in {302, 409, 422}
