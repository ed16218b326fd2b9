"""Asking over the interface for a paid bill to be taken back. `{id}` is a payment's number."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api.paying_bodies import ReasonSerializer
from billers.api.payments import read_body
from billers.operations.reversing import request_reversal
from billers.queries.payments import get_payment
from billie.web.approvals.api_json import EXAMPLE as APPROVAL
from billie.web.approvals.api_json import ApprovalSummarySerializer

REVERSAL = {
    **APPROVAL,
    "kind": "billers.reverse_payment",
    "title": "Reverse TXN-7K2M4Q9A3B",
    "link": "/billers/transactions/TXN-7K2M4Q9A3B",
}


class ReverseEndpoint(APIView):
    """Ask two people to take a paid bill back."""

    required_permission = "billers.reverse_payment"

    @extend_schema(
        operation_id="reverseBillerTransaction",
        tags=["billers"],
        request=ReasonSerializer,
        responses={202: ApprovalSummarySerializer},
        examples=[
            OpenApiExample(
                "Why",
                value={"reason": "The customer gave another household's number."},
                request_only=True,
            ),
            OpenApiExample("It waits", value=REVERSAL, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Ask for it to be reversed; somebody else has to agree before anything is sent."""
        approval = request_reversal(
            payment_id=get_payment(number=id).pk,
            words=read_body(ReasonSerializer, request)["reason"],
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return Response(ApprovalSummarySerializer(approval).data, status=202)
