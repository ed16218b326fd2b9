"""Prepaid tokens in clear: for whoever has the right, and every time is recorded."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api import payment_examples as examples
from billers.api.paying_bodies import RevealSerializer
from billers.api.payment_json import RevealedSerializer
from billers.operations.revealing import reveal_tokens
from billers.queries.payments import get_payment


class RevealEndpoint(APIView):
    """Show the prepaid tokens of a payment."""

    required_permission = "billers.reveal_token"

    @extend_schema(
        operation_id="revealBillerTransactionToken",
        tags=["billers"],
        request=RevealSerializer,
        responses=RevealedSerializer,
        examples=[
            OpenApiExample("For the first time", value={}, request_only=True),
            OpenApiExample("Again", value={"reason": "The paper jammed."}, request_only=True),
            OpenApiExample("Shown", value=examples.REVEALED, response_only=True),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Return the tokens in clear. Every time but the first wants a reason, and each is kept.

        Nothing is bought by it, and the answer is not to be stored.
        """
        asked = RevealSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        shown = reveal_tokens(
            payment_id=get_payment(number=id).pk,
            by=cast(User, request.user),
            now=timezone.now(),
            why=asked.validated_data.get("reason", ""),
        )
        answer = Response(RevealedSerializer(shown).data)
        answer.headers["Cache-Control"] = "no-store"
        return answer
