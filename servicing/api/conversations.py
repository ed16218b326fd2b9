"""Conversations: the list, and one with all that was said."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.conversation_json import (
    SUMMARY,
    WHOLE,
    ConversationSerializer,
    ConversationSummarySerializer,
)
from servicing.api.parameters import ConversationParameters
from servicing.api.parked import mark_parked
from servicing.queries.conversations import get_conversation_view, list_conversations

VIEW = "servicing.view_conversation"


class ConversationsEndpoint(APIView):
    """All conversations."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listConversations",
        tags=["servicing"],
        parameters=[ConversationParameters, *PAGE_PARAMETERS],
        responses=page_of(ConversationSummarySerializer),
        examples=api_examples.page(SUMMARY, "conversations"),
    )
    def get(self, request: Request) -> Response:
        """List conversations, the latest first."""
        now = timezone.now()
        asked = read_parameters(request, ConversationParameters, is_list=True)
        if asked.get("decision", "none") != "none":
            asked["decision"] = asked["decision"].upper()
        page = list_conversations(now=now, **asked)
        return answer_list(
            request,
            page,
            to_json=lambda rows: (
                ConversationSummarySerializer(rows, many=True, context={"now": now}).data
            ),
        )


class ConversationEndpoint(APIView):
    """One conversation."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getConversation",
        tags=["servicing"],
        responses=ConversationSerializer,
        examples=api_examples.answer(WHOLE),
    )
    def get(self, request: Request, conversationId: str) -> Response:  # noqa: N803 - as on the wire
        """Return a conversation with what was said, found out and decided."""
        read_parameters(request, NoParameters)
        view = get_conversation_view(conversation_id=conversationId)
        parked = {f"conversation:{conversationId}": view.parked}
        mark_parked([view.conversation], "conversation", parked)
        context = {
            "now": timezone.now(),
            "utterances": view.utterances,
            "noticeboard": view.noticeboard,
        }
        return Response(ConversationSerializer(view.conversation, context=context).data)
