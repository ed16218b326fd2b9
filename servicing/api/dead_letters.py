"""Dead letters: the list, one of them, and what can be done with it."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.event_json import (
    LETTER,
    MESSAGE,
    REPORT,
    DeadLetterSerializer,
    DeadLetterSummarySerializer,
    DiscardSerializer,
    ReplayReportSerializer,
    ReplaySerializer,
)
from servicing.api.parameters import DeadLetterParameters
from servicing.operations.dead_letters import discard_dead_letter, replay_dead_letter
from servicing.queries.streams import get_dead_letter, list_dead_letters

VIEW = "servicing.view_operations"


class DeadLettersEndpoint(APIView):
    """All dead letters."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listDeadLetters",
        tags=["events"],
        parameters=[DeadLetterParameters, *PAGE_PARAMETERS],
        responses=page_of(DeadLetterSummarySerializer),
        examples=api_examples.page(LETTER, "events/dead-letters"),
    )
    def get(self, request: Request) -> Response:
        """List events that could not be applied, newest first."""
        page = list_dead_letters(**read_parameters(request, DeadLetterParameters, is_list=True))
        return answer_list(
            request, page, to_json=lambda rows: DeadLetterSummarySerializer(rows, many=True).data
        )


class DeadLetterEndpoint(APIView):
    """One dead letter."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getDeadLetter",
        tags=["events"],
        responses=DeadLetterSerializer,
        examples=api_examples.answer({**LETTER, "event": MESSAGE}),
    )
    def get(self, request: Request, id: int) -> Response:
        """Return a dead letter with where it came from."""
        read_parameters(request, NoParameters)
        return Response(DeadLetterSerializer(get_dead_letter(dead_letter_id=id)).data)


class ReplayEndpoint(APIView):
    """Try a dead letter again."""

    required_permission = "servicing.replay_dead_letter"

    @extend_schema(
        operation_id="replayDeadLetter",
        tags=["events"],
        request=ReplaySerializer,
        responses=ReplayReportSerializer,
        examples=[
            OpenApiExample("A dry run", value={"dryRun": True}, request_only=True),
            *api_examples.answer(REPORT),
        ],
    )
    def post(self, request: Request, id: int) -> Response:
        """Try its event again, and in order what waits behind it. Try it dry first."""
        asked = ReplaySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        report = replay_dead_letter(
            dead_letter_id=id,
            by=cast(User, request.user),
            now=timezone.now(),
            dry_run=asked.validated_data["dry_run"],
        )
        return Response(ReplayReportSerializer(report).data)


class DiscardEndpoint(APIView):
    """Give a dead letter up."""

    required_permission = "servicing.discard_dead_letter"

    @extend_schema(
        operation_id="discardDeadLetter",
        tags=["events"],
        request=DiscardSerializer,
        responses=DeadLetterSerializer,
        examples=[
            OpenApiExample("A reason", value={"reason": "Sent by mistake."}, request_only=True),
            *api_examples.answer({**LETTER, "event": MESSAGE}),
        ],
    )
    def post(self, request: Request, id: int) -> Response:
        """Discard its event for a reason, which is kept; what waits behind it goes on."""
        asked = DiscardSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        discard_dead_letter(
            dead_letter_id=id,
            reason=asked.validated_data["reason"],
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return Response(DeadLetterSerializer(get_dead_letter(dead_letter_id=id)).data)
