"""A conversation in JSON. Free JSON passes as it was sent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billie.web.api_fields import KnownText, KnownWord, flag, instant
from billie.web.camel_case import CamelSerializer
from servicing.models import Conversation
from servicing.models.conversations import Decision, ShownStatus, Speaker

SUMMARY: dict[str, Any] = {
    "conversationId": "conv-7f1c",
    "customerId": "CUS-4417",
    "applicationNumber": "APP-55276666",
    "status": "approved",
    "decisionStatus": "approved",
    "finalDecision": {
        "decision": "APPROVED",
        "reason": None,
        "retryEligible": None,
        "blockedUntil": None,
    },
    "startedAt": "2026-09-01T10:02:11+10:00",
    "lastUtteranceTime": "2026-09-01T10:09:54+10:00",
    "purpose": "A new fridge",
    "asOf": "2026-09-01T10:10:01.310000+10:00",
    "parked": False,
}
WHOLE: dict[str, Any] = {
    **SUMMARY,
    "facts": ["Paid fortnightly", "Rents"],
    "utterances": [
        {
            "username": "customer",
            "utterance": "Hi, I need 500 dollars for a new fridge",
            "createdAt": "2026-09-01T10:02:12+10:00",
            "rationale": None,
            "answerInputType": None,
            "endConversation": False,
            "additionalData": None,
        }
    ],
    "noticeboard": [
        {
            "agentName": "risk::identity",
            "post": "Identity risk is low.",
            "timestamp": "2026-09-01T10:05:40+10:00",
        }
    ],
    "assessments": {
        "identityRisk": {"risk": "LOW"},
        "serviceability": None,
        "accountConduct": None,
        "postIdentityRisk": None,
        "creditAssessmentComplete": None,
        "fraudCheck": None,
    },
    "applicationData": {"loanAmount": 500, "loanPurpose": "household"},
    "statementCapture": {},
}


def _free() -> serializers.JSONField:
    """Return a field for JSON that passes untouched."""
    return serializers.JSONField(read_only=True, allow_null=True, default=None)


class AssessmentsSerializer(serializers.Serializer[dict[str, Any]]):
    """What the assessing systems said, whole, one slot a kind; null if they said nothing."""

    identityRisk = _free()  # noqa: N815 the slots' own names
    serviceability = _free()
    accountConduct = _free()  # noqa: N815
    postIdentityRisk = _free()  # noqa: N815
    creditAssessmentComplete = _free()  # noqa: N815
    fraudCheck = _free()  # noqa: N815


class FinalDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """The decision in the words of its sender."""

    decision = serializers.ChoiceField(Decision.choices, allow_null=True, read_only=True)
    reason = serializers.CharField(allow_null=True, read_only=True)
    retryEligible = serializers.BooleanField(allow_null=True, read_only=True)  # noqa: N815 as kept
    blockedUntil = serializers.CharField(allow_null=True, read_only=True)  # noqa: N815


class UtteranceSerializer(CamelSerializer):
    """One message."""

    username = KnownWord(Speaker.choices, allow_null=False)
    utterance = serializers.CharField(read_only=True)
    created_at = instant()
    rationale = KnownText()
    answer_input_type = KnownText()
    end_conversation = flag()
    additional_data = _free()


class NoticeboardPostSerializer(CamelSerializer):
    """One note that an assessing agent pinned to the conversation."""

    agent_name = KnownText(help_text="team::topic")
    post = serializers.CharField(read_only=True)
    timestamp = instant(source="posted_at")


class ConversationSummarySerializer(CamelSerializer):
    """A conversation without what was said in it, as lists have it."""

    conversation_id = serializers.CharField(read_only=True)
    customer_id = KnownText()
    application_number = KnownText()
    status = serializers.SerializerMethodField()
    decision_status = serializers.SerializerMethodField()
    final_decision = serializers.SerializerMethodField()
    started_at = instant()
    last_utterance_time = instant(source="latest_utterance_at")
    purpose = KnownText()
    as_of = instant(help_text="When the newest event that changed it was published.")
    parked = flag(source="is_parked", help_text="Whether events of it wait: it may be behind.")

    @extend_schema_field(serializers.ChoiceField(ShownStatus.choices))
    def get_status(self, conversation: Conversation) -> str:
        """Return the decision, or else for how long nobody said anything (WIRE 1.4)."""
        return conversation.shown_status(self.context["now"]).value

    @extend_schema_field(
        serializers.ChoiceField(
            [(word.value.lower(), word.label) for word in Decision], allow_null=True
        )
    )
    def get_decision_status(self, conversation: Conversation) -> str | None:
        """Return the decision, null while there is none."""
        return str(conversation.decision).lower() or None

    @extend_schema_field(FinalDecisionSerializer(allow_null=True))
    def get_final_decision(self, conversation: Conversation) -> Any:
        """Return the decision with its reason, null while there is none."""
        return conversation.final_decision or None


class ConversationSerializer(ConversationSummarySerializer):
    """A conversation with what was said, found out and decided.

    At most the newest 2 000 utterances and 500 noticeboard posts, oldest first.
    """

    facts = _free()
    utterances = serializers.SerializerMethodField()
    noticeboard = serializers.SerializerMethodField()
    assessments = AssessmentsSerializer(read_only=True)
    application_data = _free()
    statement_capture = _free()

    @extend_schema_field(UtteranceSerializer(many=True))
    def get_utterances(self, conversation: Conversation) -> Any:
        """Return what was said."""
        return UtteranceSerializer(self.context["utterances"], many=True).data

    @extend_schema_field(NoticeboardPostSerializer(many=True))
    def get_noticeboard(self, conversation: Conversation) -> Any:
        """Return what was pinned to the noticeboard."""
        return NoticeboardPostSerializer(self.context["noticeboard"], many=True).data
