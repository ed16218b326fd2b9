"""GET conversations and conversations/{conversationId}."""

from datetime import timedelta

import pytest
from django.utils import timezone

from servicing.models import Conversation
from tests.servicing.api.conftest import Program, error_of


def test_a_conversation_has_exactly_the_fields_of_the_contract(program: Program, mei: str):
    conversation = program.get("/api/conversations/chat-1")

    for name in ("asOf", "startedAt", "lastUtteranceTime"):
        assert conversation.pop(name).startswith("2026-03-02T")
    conversation.pop("utterances")
    conversation.pop("noticeboard")
    assert conversation == {
        "conversationId": "chat-1",
        "customerId": "CUS-1",
        "applicationNumber": "APP-1",
        "status": "approved",
        "decisionStatus": "approved",
        "finalDecision": {
            "decision": "APPROVED",
            "reason": "Affordable",
            "retryEligible": None,
            "blockedUntil": None,
        },
        "purpose": "A fridge",
        "facts": [{"some_fact": 1}, "Rents"],
        "assessments": {
            "identityRisk": {"risk_level": "LOW", "score": 0.25},
            "serviceability": None,
            "accountConduct": None,
            "postIdentityRisk": None,
            "creditAssessmentComplete": None,
            "fraudCheck": None,
        },
        "applicationData": {"loan_purpose": "fridge", "loanAmount": 500},
        "statementCapture": conversation["statementCapture"],
        "parked": False,
    }
    assert conversation["statementCapture"]["consentComplete"]["consent_id"] == "K1"


def test_what_was_said_comes_oldest_first_and_free_json_untouched(program: Program, mei: str):
    said, answered = program.get("/api/conversations/chat-1")["utterances"]

    assert said == {
        "username": "customer",
        "utterance": "I need 500 dollars",
        "createdAt": "2026-03-02T20:00:01+11:00",
        "rationale": None,
        "answerInputType": None,
        "endConversation": False,
        "additionalData": {"snake_case": {"kept_as": "it is"}},
    }
    assert (answered["username"], answered["answerInputType"]) == ("assistant", "text")


def test_the_noticeboard_names_the_agents(program: Program, mei: str):
    (notice,) = program.get("/api/conversations/chat-1")["noticeboard"]

    assert notice.keys() == {"agentName", "post", "timestamp"}
    assert (notice["agentName"], notice["post"]) == ("risk::identity", "Low.")


def test_an_undecided_conversation_has_no_decision(program: Program):
    Conversation.objects.create(conversation_id="chat-9", started_at=timezone.now())

    conversation = program.get("/api/conversations/chat-9")

    assert conversation["status"] == "active"
    assert (conversation["decisionStatus"], conversation["finalDecision"]) == (None, None)
    assert (conversation["facts"], conversation["applicationData"]) == ([], {})


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["active", "paused", "soft_end", "hard_end", "approved"]),
        ({"status": "active"}, ["active"]),
        ({"status": "paused"}, ["paused"]),
        ({"status": "soft_end"}, ["soft_end"]),
        ({"status": "hard_end"}, ["hard_end"]),
        ({"status": "approved"}, ["approved"]),
        ({"status": "declined"}, []),
        ({"decision": "approved"}, ["approved"]),
        ({"decision": "none"}, ["active", "paused", "soft_end", "hard_end"]),
        ({"customerId": "CUS-paused"}, ["paused"]),
    ],
)
def test_the_list_of_conversations_can_be_narrowed(
    program: Program, parameters: dict[str, str], expected: list[str]
):
    ages = {"active": 1, "paused": 10, "soft_end": 60, "hard_end": 60 * 30, "approved": 60 * 40}
    for status, age in ages.items():
        Conversation.objects.create(
            conversation_id=status,
            customer_id=f"CUS-{status}",
            started_at=timezone.now() - age * MINUTE,
            decision="APPROVED" if status == "approved" else "",
        )

    listed = program.get("/api/conversations", **parameters)["results"]

    assert [row["conversationId"] for row in listed] == expected
    assert [row["status"] for row in listed] == expected
    assert all("utterances" not in row for row in listed)


def test_a_conversation_that_nobody_named_is_not_there(program: Program):
    answer = program.ask("/api/conversations/chat-404")

    assert answer.status_code == 404
    assert error_of(answer)["code"] == "CONVERSATION_NOT_KNOWN"
