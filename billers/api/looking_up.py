"""Questions to billers that move no money: accounts, invoices, bundles. Each is kept."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api.parameters import BundleParameters, LookupParameters
from billers.api.paying_bodies import LookupBodySerializer
from billers.models import BillerConfig
from billers.operations.looking_up import get_bundle, get_invoice, list_bundles, look_up_account
from billers.operations.taking_on import found_in
from billers.queries.billers import get_biller
from billie.web import api_examples
from billie.web.api_fields import KnownText, money
from billie.web.api_parameters import read_parameters
from billie.web.camel_case import CamelSerializer

LOOK_UP = "billers.look_up_bill"
ACCOUNT: dict[str, Any] = {
    "billerType": "LWB_POSTPAID",
    "accountNumber": "2200330044",
    "name": "Chikondi Banda",
    "description": None,
    "balance": "1374.84",
    "currency": "MWK",
    "status": "ACTIVE",
    "details": {},
}
INVOICE: dict[str, Any] = {
    "billerType": "REGISTER_GENERAL",
    "invoiceNumber": "RG-2026-0001",
    "accountNumber": "RG-2026-0001",
    "name": "Chikondi Banda",
    "amount": "5000.00",
    "currency": "MWK",
    "status": "pending",
    "service": "Business registration",
}
BUNDLE: dict[str, Any] = {
    "bundleId": "417",
    "name": "Daily 300 MB",
    "price": "199.00",
    "currency": "MWK",
}


class BillerAccountSerializer(CamelSerializer):
    """Whose account a number is; what a biller does not tell is null."""

    biller_type = serializers.SerializerMethodField()
    account_number = serializers.CharField(source="number", read_only=True)
    name = KnownText()
    description = KnownText()
    balance = money()
    currency = serializers.CharField(read_only=True)
    status = KnownText()
    details = serializers.DictField(child=serializers.CharField(), read_only=True)

    def get_biller_type(self, found: Any) -> str:
        """Return the type of the biller that was asked."""
        return str(self.context["config"].biller_type)


class InvoiceSerializer(CamelSerializer):
    """One invoice to review and confirm."""

    biller_type = serializers.SerializerMethodField()
    invoice_number = serializers.CharField(source="number", read_only=True)
    account_number = KnownText()
    name = KnownText()
    amount = money(allow_null=False)
    currency = serializers.CharField(read_only=True)
    status = KnownText()
    service = KnownText()

    def get_biller_type(self, found: Any) -> str:
        """Return the type of the biller that was asked."""
        return str(self.context["config"].biller_type)


class BundleSerializer(CamelSerializer):
    """One bundle and its price."""

    bundle_id = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    price = money(allow_null=False)
    currency = serializers.CharField(read_only=True)


class BundlesSerializer(CamelSerializer):
    """What a biller sells."""

    biller_type = serializers.CharField(read_only=True)
    results = BundleSerializer(many=True, read_only=True)


class AccountLookupEndpoint(APIView):
    """Whose account a number is."""

    required_permission = LOOK_UP

    @extend_schema(
        operation_id="lookUpBillerAccount",
        tags=["billers"],
        request=LookupBodySerializer,
        responses=BillerAccountSerializer,
        examples=[
            OpenApiExample(
                "An account",
                value={"billerType": "lwb_postpaid", "accountNumber": "2200330044"},
                request_only=True,
            ),
            *api_examples.answer(ACCOUNT),
        ],
    )
    def post(self, request: Request) -> Response:
        """Ask the biller whose account it is; the question is kept."""
        asked = LookupBodySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        config = get_biller(biller_type=given["biller_type"])
        looked = look_up_account(config=config, **_asked_for(given, request))
        return Response(BillerAccountSerializer(found_in(looked), context={"config": config}).data)


class InvoiceEndpoint(APIView):
    """What is to be paid."""

    required_permission = LOOK_UP

    @extend_schema(
        operation_id="getInvoice",
        tags=["billers"],
        parameters=[LookupParameters],
        responses=InvoiceSerializer,
        examples=api_examples.answer(INVOICE),
    )
    def get(self, request: Request) -> Response:
        """Ask the biller for an invoice; the question is kept."""
        given = read_parameters(request, LookupParameters)
        config = get_biller(biller_type=given["biller_type"])
        looked = get_invoice(config=config, **_asked_for(given, request))
        return Response(InvoiceSerializer(found_in(looked), context={"config": config}).data)


class BundlesEndpoint(APIView):
    """What is on sale."""

    required_permission = LOOK_UP

    @extend_schema(
        operation_id="listBundles",
        tags=["billers"],
        parameters=[BundleParameters],
        responses=BundlesSerializer,
        examples=api_examples.answer({"billerType": "TNM_BUNDLES", "results": [BUNDLE]}),
    )
    def get(self, request: Request) -> Response:
        """Ask the biller for its bundles and their prices, or for one of them."""
        given = read_parameters(request, BundleParameters)
        config = get_biller(biller_type=given["biller_type"])
        bundles = _bundles(config, given.get("bundle_id", ""), cast(User, request.user))
        return Response(
            BundlesSerializer({"biller_type": config.biller_type, "results": bundles}).data
        )


def _bundles(config: BillerConfig, bundle_id: str, by: User) -> list[Any]:
    now = timezone.now()
    if bundle_id:
        return [found_in(get_bundle(config=config, bundle_id=bundle_id, by=by, now=now))]
    return list(found_in(list_bundles(config=config, by=by, now=now)))


def _asked_for(given: dict[str, Any], request: Request) -> dict[str, Any]:
    return {
        "account_number": given["account_number"],
        "account_type": given.get("account_type", ""),
        "by": cast(User, request.user),
        "now": timezone.now(),
    }
