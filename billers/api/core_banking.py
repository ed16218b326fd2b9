"""Core banking: what is in an account, and transfers that belong to no payment."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api import once
from billers.api.parameters import BalanceParameters
from billers.api.paying_bodies import TransferBodySerializer
from billers.models import CoreTransfer, Outcome
from billers.operations.transferring import TransferIntent, get_balance, make_transfer
from billie.web import api_examples
from billie.web.api_fields import KnownText, instant, money
from billie.web.api_parameters import read_parameters
from billie.web.camel_case import CamelSerializer

BALANCE: dict[str, Any] = {
    "account": "1007001",
    "workingBalance": "250000.00",
    "availableBalance": "240000.00",
    "clearedBalance": "250000.00",
    "currency": "MWK",
}
TRANSFER: dict[str, Any] = {
    "reference": "TRF7K2M4Q9A3BXX",
    "debitAccount": "1007001",
    "creditAccount": "1007002",
    "amount": "1500.50",
    "currency": "MWK",
    "outcome": "ACCEPTED",
    "theirReference": "FT26314ABCDE",
    "errorCode": None,
    "errorMessage": None,
    "askedBy": "s.upervisor",
    "askedAt": "2026-10-10T11:20:03.551000+02:00",
    "settledAt": "2026-10-10T11:20:03.951000+02:00",
}
TO_TRANSFER = {"debitAccount": "1007001", "creditAccount": "1007002", "amount": "1500.50"}


class CoreBalanceSerializer(CamelSerializer):
    """What is in an account."""

    account = serializers.CharField(read_only=True)
    working_balance = money(source="working", allow_null=False)
    available_balance = money(source="available", allow_null=False)
    cleared_balance = money(source="cleared", allow_null=False)
    currency = serializers.CharField(read_only=True)


class CoreTransferSerializer(CamelSerializer):
    """One transfer, and what it came to."""

    reference = serializers.CharField(read_only=True)
    debit_account = serializers.CharField(read_only=True)
    credit_account = serializers.CharField(read_only=True)
    amount = money(allow_null=False)
    currency = serializers.CharField(read_only=True)
    outcome = serializers.ChoiceField(Outcome.choices, read_only=True)
    their_reference = KnownText()
    error_code = KnownText()
    error_message = KnownText()
    asked_by = serializers.CharField(source="asked_by.username", read_only=True)
    asked_at = instant(allow_null=False)
    settled_at = instant()


class BalanceEndpoint(APIView):
    """What is in an account at core banking."""

    required_permission = "billers.view_core_balance"

    @extend_schema(
        operation_id="getCoreBalance",
        tags=["billers"],
        parameters=[BalanceParameters],
        responses=CoreBalanceSerializer,
        examples=api_examples.answer(BALANCE),
    )
    def get(self, request: Request) -> Response:
        """Ask core banking; nothing is kept."""
        account = read_parameters(request, BalanceParameters)["account"]
        return Response(CoreBalanceSerializer(get_balance(account=account)).data)


class TransferEndpoint(APIView):
    """A transfer between two accounts at core banking."""

    required_permission = "billers.make_core_transfer"

    @extend_schema(
        operation_id="makeCoreTransfer",
        tags=["billers"],
        parameters=[once.PARAMETER],
        request=TransferBodySerializer,
        responses={201: CoreTransferSerializer, 202: CoreTransferSerializer},
        examples=[
            OpenApiExample("A transfer", value=TO_TRANSFER, request_only=True),
            OpenApiExample("It ended", value=TRANSFER, response_only=True, status_codes=["201"]),
            OpenApiExample(
                "Nobody knows yet",
                value={**TRANSFER, "outcome": "UNKNOWN", "settledAt": None},
                response_only=True,
                status_codes=["202"],
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Move money once. 202 means that nobody knows: send the same key again to look for it."""
        asked = TransferBodySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        transfer = make_transfer(
            intent=TransferIntent(**asked.validated_data),
            key=once.read_key(request),
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return Response(CoreTransferSerializer(transfer).data, status=_status(transfer))


def _status(transfer: CoreTransfer) -> int:
    return 202 if transfer.outcome == Outcome.UNKNOWN else 201
