"""Approvals as an API: the list, one request, and what is decided on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from billie.staff import approvals
from billie.staff.models import Approval
from billie.staff.roles import Role
from tests.billie.staff.approval_story import asked, open_desk
from tests.billie.staff.people import person
from tests.billie.web.approvals.programs import client_of, error_of, post

WORDS = "Checked with the trustee."


@pytest.fixture
def approval(desk, olive) -> Approval:
    return asked(olive, now=timezone.now())


def test_a_request_is_read_with_what_one_may_do_about_it(approval, sam):
    answer = client_of(sam).get(f"/api/approvals/{approval.pk}").json()

    assert answer.pop("requestedAt")
    assert answer.pop("expiresAt")
    assert answer == {
        "id": approval.pk,
        "reference": approval.reference,
        "kind": "TEST_WRITE_OFF",
        "state": "PENDING",
        "subject": {"type": "loan account", "id": "ACC-1"},
        "title": "Write off 812.50 AUD on account 1000-1",
        "link": "/servicing/customers/CUS-1?account=ACC-1",
        "customerId": "CUS-1",
        "loanAccountId": "ACC-1",
        "amount": "812.50",
        "currency": "AUD",
        "reason": "The customer is bankrupt.",
        "requestedBy": {"username": "olive", "fullName": "Olive Ops"},
        "decidedBy": None,
        "decidedAt": None,
        "words": None,
        "shown": {
            "currency": "AUD",
            "rows": [
                {"label": "Principal", "before": "812.50", "after": "0.00"},
                {"label": "Fees", "before": "0.00", "after": "0.00"},
                {"label": "Status", "before": "Active", "after": "Written off"},
            ],
        },
        "contentHash": approval.content_hash,
        "found": None,
        "canApprove": True,
        "canReject": True,
        "canCancel": False,
        "whyNot": None,
        "whoCan": None,
    }


def test_what_was_seen_is_approved(approval, sam, desk):
    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["words"]) == ("APPROVED", WORDS)
    assert body["decidedBy"] == {"username": "sam", "fullName": "Sam Second"}
    assert desk.diary == ["approved APPROVED", "after APPROVED"]


def test_a_request_is_rejected_or_taken_back_with_words(desk, olive, sam):
    first = asked(olive, now=timezone.now())
    rejected = post(client_of(sam), first, "reject", words="No.")
    second = asked(olive, now=timezone.now())
    cancelled = post(client_of(olive), second, "cancel", words="Wrong.", seen=second.content_hash)

    assert (rejected.status_code, rejected.json()["state"]) == (200, "REJECTED")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "CANCELLED")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "words"),
        ({"words": WORDS}, "seen"),
        ({"words": " ", "seen": "x"}, "words"),
        ({"words": "x" * 2001, "seen": "x"}, "words"),
        ({"words": WORDS, "seen": "x", "comment": "?"}, "comment"),
        ({"words": ["no"], "seen": "x"}, "words"),
    ],
    ids=str,
)
def test_a_body_that_is_wrong_is_refused_by_field(approval, sam, body, field):
    answer = post(client_of(sam), approval, "approve", **body)

    assert error_of(answer) == (400, "NOT_VALID")
    assert field in answer.json()["error"]["fields"]
    assert Approval.objects.get(pk=approval.pk).is_pending


def test_the_requester_is_refused(desk, sam):
    approval = asked(sam, now=timezone.now())

    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (403, "APPROVER_IS_REQUESTER")


def test_who_is_over_their_limit_is_told_who_can(desk, olive, sam):
    person(Role.ADMIN, username="ada", first_name="Ada", last_name="Admin")
    approval = asked(olive, amount=Decimal("5000.01"), now=timezone.now())

    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (403, "OVER_APPROVER_LIMIT")
    assert answer.json()["error"]["nextStep"] == "Ask Ada Admin."


def test_a_token_with_a_scope_has_that_roles_limit(desk, olive):
    approval = asked(olive, amount=Decimal("5000.01"), now=timezone.now())
    client = client_of(person(Role.ADMIN), scope="supervisor")

    seen = client.get(f"/api/approvals/{approval.pk}").json()
    answer = post(client, approval, "approve", words=WORDS, seen=seen["contentHash"])

    assert (seen["canApprove"], seen["canReject"]) == (False, True)
    assert error_of(answer) == (403, "OVER_APPROVER_LIMIT")


def test_a_change_since_is_answered_with_409_and_recorded(approval, sam, desk):
    desk.owed = Decimal("712.50")
    client = client_of(sam)

    answer = post(client, approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (409, "APPROVAL_LAPSED")
    after = client.get(f"/api/approvals/{approval.pk}").json()
    assert after["state"] == "LAPSED"
    assert after["found"]["rows"][0]["before"] == "712.50"


def test_facts_that_cannot_be_read_are_answered_with_503_and_the_next_step(approval, sam, desk):
    desk.is_readable = False

    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (503, "FACTS_NOT_READABLE")
    assert answer.json()["error"]["nextStep"] == "Try again in a minute."
    assert Approval.objects.get(pk=approval.pk).is_pending


def test_something_else_than_was_seen_is_refused(approval, sam):
    answer = post(client_of(sam), approval, "approve", words=WORDS, seen="0" * 64)

    assert error_of(answer) == (409, "APPROVAL_NOT_AS_SEEN")


def test_what_is_closed_stays_closed(approval, sam):
    approvals.reject(approval_id=approval.pk, by=sam, words="No.", now=timezone.now())
    client = client_of(sam)

    again = post(client, approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(again) == (409, "APPROVAL_NOT_OPEN")
    assert "rejected by Sam Second" in again.json()["error"]["message"]


def test_what_expired_is_answered_so(desk, olive, sam):
    approval = asked(olive, now=timezone.now() - timedelta(days=7))

    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (409, "APPROVAL_EXPIRED")


def test_only_the_requester_takes_a_request_back(approval, sam):
    answer = post(client_of(sam), approval, "cancel", words="Wrong.")

    assert error_of(answer) == (403, "NOT_THE_REQUESTER")


def test_a_kind_that_nothing_here_knows_is_answered_so(olive, sam):
    with open_desk():
        approval = asked(olive, now=timezone.now())

    answer = post(client_of(sam), approval, "approve", words=WORDS, seen=approval.content_hash)

    assert error_of(answer) == (409, "APPROVAL_KIND_NOT_KNOWN")


@pytest.mark.parametrize("path", ["", "/approve", "/reject", "/cancel"])
def test_a_request_that_does_not_exist_is_answered_so(sam, path):
    client = client_of(sam)
    body = {"words": WORDS, "seen": "x"}
    address = f"/api/approvals/98765432109876543210{path}"

    answer = (
        client.post(address, body, content_type="application/json")
        if path
        else client.get(address)
    )

    assert error_of(answer) == (404, "APPROVAL_NOT_KNOWN")
