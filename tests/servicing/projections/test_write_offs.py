"""Write-off requests: asked for, decided, and told in any order (WIRE 1.5)."""

from decimal import Decimal
from itertools import permutations

import pytest

from servicing.models import WriteOffRequest
from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import Story

REQUESTED = EXAMPLES["writeoff.requested.v1"]
APPROVED = EXAMPLES["writeoff.approved.v1"]
DECISIONS = {
    "writeoff.approved.v1": "APPROVED",
    "writeoff.rejected.v1": "REJECTED",
    "writeoff.cancelled.v1": "CANCELLED",
}


@pytest.fixture
def story() -> Story:
    return Story()


def facts_of(request: WriteOffRequest) -> dict[str, object]:
    """Return what a row says, without the instants at which it was told."""
    return {
        name: value
        for name, value in request.__dict__.items()
        if not name.startswith("_") and not name.endswith(("_at", "as_of"))
    }


def test_a_request_waits_with_all_that_was_said(story):
    request = story.given("writeoff.requested.v1", **REQUESTED).write_off()

    assert request.status == "REQUESTED"
    assert request.amount == Decimal("450.00")
    assert (request.loan_account_id, request.customer_id) == ("L1", "C1")
    assert (request.reason, request.priority) == ("hardship", "high")
    assert (request.requested_by, request.requested_by_name) == ("operations", "Olivia Osei")
    assert request.requested_at == story.now


def test_an_approval_says_who_agreed_and_what_was_posted(story):
    story.given("writeoff.requested.v1", **REQUESTED)
    request = story.given("writeoff.approved.v1", **APPROVED).write_off()

    assert request.status == "APPROVED"
    assert (request.decided_by_name, request.comment) == ("Samir Singh", "Agreed.")
    assert (request.ledger_event_id, request.transaction_id) == ("E9", "T9")
    assert request.decided_at == story.now


@pytest.mark.parametrize(("typ", "status"), DECISIONS.items())
def test_a_decision_may_be_known_before_the_request(typ, status):
    decision = {**EXAMPLES[typ], "requestId": "W1", "requestNumber": "WO-00000001"}
    told = [("writeoff.requested.v1", REQUESTED), (typ, decision)]

    endings = []
    for order in permutations(told):
        story = Story()
        for name, payload in order:
            story.given(name, **payload)
        endings.append(facts_of(story.write_off()))

    assert endings[0] == endings[1]
    assert endings[0]["status"] == status
    assert endings[0]["amount"] == Decimal("450.00")


def test_the_first_decision_stands_and_a_later_one_is_recorded_as_late(story):
    story.given("writeoff.requested.v1", **REQUESTED).given("writeoff.approved.v1", **APPROVED)

    story.given("writeoff.cancelled.v1", requestId="W1", reason="Too late.")

    assert story.write_off().status == "APPROVED"
    assert story.write_off().comment == "Agreed."
    assert story.warnings == ["CANCELLED came late: the request is APPROVED"]


def test_why_it_was_taken_back_is_told_as_reason_or_as_comment(story):
    story.given("writeoff.cancelled.v1", requestId="W1", reason="By mistake.")
    story.given("writeoff.cancelled.v1", requestId="W2", comment="By mistake.")

    assert story.write_off("W1").comment == story.write_off("W2").comment == "By mistake."


def test_a_word_that_is_not_in_the_list_is_dropped_and_the_rest_is_kept(story):
    story.given("writeoff.requested.v1", **{**REQUESTED, "reason": "bored", "priority": "LOW"})

    assert story.write_off().reason == story.write_off().priority == ""
    assert story.write_off().amount == Decimal("450.00")
    assert len(story.warnings) == 2


def test_a_request_about_a_merged_identity_belongs_to_the_customer_who_stays(story):
    story.given("writeoff.requested.v1", **{**REQUESTED, "customerId": "C2"})
    story.given("customer.identity.merged.v1", canonical_id="C1", merged_canonical_id="C2")
    story.given("writeoff.requested.v1", **{**REQUESTED, "requestId": "W9", "customerId": "C2"})

    assert story.write_off("W1").customer_id == "C1"
    assert story.write_off("W9").customer_id == "C1"


def test_a_payload_with_a_strange_field_names_it_as_it_was_sent(story):
    story.given("writeoff.requested.v1", **{**REQUESTED, "originalBalance": "a lot"})

    assert story.warnings == ["originalBalance dropped: not an amount of at most 16 digits"]
    assert story.write_off().amount == Decimal("450.00")
