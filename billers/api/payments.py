"""Payments: the list, one of them, and what is done with one. `{id}` is a payment's number."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api import payment_examples as examples
from billers.api.parameters import PaymentParameters, filters_of
from billers.api.paying import PaymentEndpoint, described
from billers.api.paying_bodies import (
    NoWordsSerializer,
    PaymentBodySerializer,
    ReasonSerializer,
    ResolutionSerializer,
)
from billers.api.payment_json import (
    BillPaymentSerializer,
    BillPaymentSummarySerializer,
    to_json,
    to_whole_json,
)
from billers.operations.choosing import choices_of
from billers.operations.resolving import request_resolution
from billers.operations.retrying import cancel_payment
from billers.operations.taking_on import take_up_again
from billers.queries.payments import get_payment, get_payment_view, page_payments
from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.approvals.api_json import EXAMPLE as APPROVAL
from billie.web.approvals.api_json import ApprovalSummarySerializer

VIEW = "billers.view_billertransaction"
RETRY = "billers.retry_payment"


class PaymentsEndpoint(PaymentEndpoint):
    """All payments."""

    required_permission = {"GET": VIEW, "POST": PaymentEndpoint.required_permission}

    @extend_schema(
        operation_id="listBillerTransactions",
        tags=["billers"],
        parameters=[PaymentParameters, *PAGE_PARAMETERS],
        responses=page_of(BillPaymentSummarySerializer),
        examples=api_examples.page(examples.PAYMENT, "billers/transactions"),
    )
    def get(self, request: Request) -> Response:
        """List payments, the newest first."""
        asked = read_parameters(request, PaymentParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        page = page_payments(filters=filters_of(asked), cursor=cursor, limit=limit)
        return answer_list(
            request, page, to_json=lambda rows: BillPaymentSummarySerializer(rows, many=True).data
        )

    @described("createBillerTransaction", PaymentBodySerializer, examples.TO_PAY)
    def post(self, request: Request) -> Response:
        """Take a payment on, as `billers/payment` does."""
        return self.answer(request)


class PaymentDetailEndpoint(APIView):
    """One payment."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getBillerTransaction",
        tags=["billers"],
        responses=BillPaymentSerializer,
        examples=api_examples.answer(examples.WHOLE),
    )
    def get(self, request: Request, id: str) -> Response:
        """Return a payment with its calls, its story, the evidence and what can be done now."""
        read_parameters(request, NoParameters)
        view = get_payment_view(number=id)
        return Response(to_whole_json(view, choices_of(view.payment)))


class RetryEndpoint(APIView):
    """Try a failed payment again."""

    required_permission = RETRY

    @extend_schema(
        operation_id="retryBillerTransaction",
        tags=["billers"],
        request=NoWordsSerializer,
        responses={202: BillPaymentSummarySerializer},
        examples=api_examples.answer(examples.TAKEN_ON),
    )
    def post(self, request: Request, id: str) -> Response:
        """Begin the next round, with new references; only where no money can have moved."""
        NoWordsSerializer(data=request.data).is_valid(raise_exception=True)
        payment = get_payment(number=id)
        payment = take_up_again(
            payment_id=payment.pk, by=cast(User, request.user), now=timezone.now()
        )
        return Response(to_json(payment), status=202)


class CancelEndpoint(APIView):
    """Take a payment back that was not sent."""

    required_permission = RETRY

    @extend_schema(
        operation_id="cancelBillerTransaction",
        tags=["billers"],
        request=ReasonSerializer,
        responses=BillPaymentSummarySerializer,
        examples=[
            OpenApiExample("Why", value={"reason": "Keyed in twice."}, request_only=True),
            *api_examples.answer({**examples.TAKEN_ON, "status": "CANCELLED"}),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Cancel it for a reason, which is kept."""
        payment = cancel_payment(
            payment_id=get_payment(number=id).pk,
            by=cast(User, request.user),
            why=read_body(ReasonSerializer, request)["reason"],
            now=timezone.now(),
        )
        return Response(to_json(payment))


class ResolveEndpoint(APIView):
    """Ask two people to settle what no evidence settles."""

    required_permission = "billers.resolve_payment"

    @extend_schema(
        operation_id="resolveBillerTransaction",
        tags=["billers"],
        request=ResolutionSerializer,
        responses={202: ApprovalSummarySerializer},
        examples=[
            OpenApiExample(
                "It was paid",
                value={"outcome": "PAID", "reason": "It is in the board's own books."},
                request_only=True,
            ),
            OpenApiExample("It waits", value=APPROVAL, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, id: str) -> Response:
        """Ask for it to be settled as paid or not paid; somebody else has to agree."""
        asked = read_body(ResolutionSerializer, request)
        approval = request_resolution(
            payment_id=get_payment(number=id).pk,
            says=asked["outcome"],
            words=asked["reason"],
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return Response(ApprovalSummarySerializer(approval).data, status=202)


def read_body(body: Any, request: Request) -> dict[str, Any]:
    """Return what the body of a request says.

    :raises serializers.ValidationError: naming each field that is wrong
    """
    asked = body(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
