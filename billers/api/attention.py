"""What needs a person at the billers, and who looks into it."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api import payment_examples as examples
from billers.api.parameters import AttentionParameters
from billers.api.paying_bodies import ReasonSerializer
from billers.api.payment_json import BillPaymentSummarySerializer, to_json
from billers.api.payments import VIEW, read_body
from billers.operations.alarms import close_alarm
from billers.operations.assigning import RESOLVE, assign_payment
from billers.queries.attention import AttentionFilters, page_attention, standing_of
from billers.queries.payments import get_payment
from billers.queries.troubles import Trouble
from billie.web import api_examples
from billie.web.api_fields import KnownText, instant
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import read_parameters
from billie.web.api_strictness import StrictSerializer
from billie.web.camel_case import CamelSerializer

ME = "me"
UNKNOWN: dict[str, Any] = {
    **examples.TAKEN_ON,
    "status": "UNKNOWN",
    "outcome": "UNKNOWN",
    "hasAlarm": True,
    "owner": "o.perations",
    "processedAt": examples.AT,
    "unknownSince": examples.AT,
}
EXAMPLE: dict[str, Any] = {
    "payment": UNKNOWN,
    "trouble": "ALARM",
    "alarm": "The biller accepted another amount than the one that was sent.",
    "since": examples.AT,
    "owner": "o.perations",
    "nextStep": "It is looked into again by itself, and the alarm stays until somebody looks.",
    "nextStepAt": examples.AT,
}


class StandingSerializer(CamelSerializer):
    """A payment that needs a person: why, since when, whose it is, and what happens by itself."""

    payment = BillPaymentSummarySerializer(read_only=True)
    trouble = serializers.ChoiceField([(each.value, each.value) for each in Trouble])
    alarm = KnownText(help_text="What cannot be right, until somebody has looked into it.")
    since = instant(allow_null=False)
    owner = KnownText(source="owner.username", default=None)
    next_step = serializers.CharField(read_only=True)
    next_step_at = instant()


class OwnerSerializer(StrictSerializer):
    """Who is to look into it."""

    owner = serializers.CharField(
        max_length=150, help_text="A username; `me` is whoever sends the request"
    )


class AttentionEndpoint(APIView):
    """What needs a person."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listBillerAttention",
        tags=["billers"],
        parameters=[AttentionParameters, *PAGE_PARAMETERS],
        responses=page_of(StandingSerializer),
        examples=api_examples.page(EXAMPLE, "billers/attention"),
    )
    def get(self, request: Request) -> Response:
        """List the payments that need a person, the oldest first."""
        asked = read_parameters(request, AttentionParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        if asked.get("owner") == ME:
            asked["owner"] = request.user.get_username()
        page = page_attention(
            now=timezone.now(), filters=AttentionFilters(**asked), cursor=cursor, limit=limit
        )
        return answer_list(
            request,
            page,
            to_json=lambda rows: StandingSerializer(map(standing_of, rows), many=True).data,
        )


class AssignPaymentEndpoint(APIView):
    """Who looks into a payment."""

    required_permission = RESOLVE

    @extend_schema(
        operation_id="assignBillerTransaction",
        tags=["billers"],
        request=OwnerSerializer,
        responses=BillPaymentSummarySerializer,
        examples=[
            OpenApiExample("Take it over", value={"owner": ME}, request_only=True),
            OpenApiExample("Give it", value={"owner": "s.upervisor"}, request_only=True),
            *api_examples.answer(UNKNOWN),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Take a payment over, or give it to a colleague who may resolve payments."""
        by = cast(User, request.user)
        payment = assign_payment(
            payment_id=get_payment(number=id).pk,
            to=_person(read_body(OwnerSerializer, request)["owner"], by),
            by=by,
            now=timezone.now(),
        )
        return Response(to_json(payment))


class CloseAlarmEndpoint(APIView):
    """An alarm that somebody has looked into."""

    required_permission = RESOLVE

    @extend_schema(
        operation_id="closeBillerAlarm",
        tags=["billers"],
        request=ReasonSerializer,
        responses=BillPaymentSummarySerializer,
        examples=[
            OpenApiExample(
                "What was found",
                value={"reason": "Their answer was cut off; the amount is right in their books."},
                request_only=True,
            ),
            *api_examples.answer(examples.PAYMENT),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Close the alarm of a payment, with what was found. Moves no money, settles nothing."""
        payment = close_alarm(
            payment_id=get_payment(number=id).pk,
            by=cast(User, request.user),
            why=read_body(ReasonSerializer, request)["reason"],
            now=timezone.now(),
        )
        return Response(to_json(payment))


def _person(username: str, caller: User) -> User:
    if username == ME:
        return caller
    found = User.objects.filter(username=username).first()
    if found is None:
        raise serializers.ValidationError({"owner": ["Nobody has this username."]})
    return found
