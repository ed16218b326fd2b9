"""Paying a bill: an amount, an invoice, or a bundle. Each is taken on once under its key."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar, cast

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api import once, waiting
from billers.api import payment_examples as examples
from billers.api.paying_bodies import (
    BundleBodySerializer,
    InvoiceBodySerializer,
    PaymentBodySerializer,
)
from billers.api.payment_json import BillPaymentSummarySerializer, to_json
from billers.models import BillerConfig, BillerTransaction, TransactionType
from billers.operations.intents import PaymentIntent
from billers.operations.taking_on import (
    Choice,
    pay_amount,
    pay_invoice,
    purchase_bundle,
)
from billers.queries.billers import get_biller
from billers.states import FINAL

PAY = "billers.pay_bill"
Given = dict[str, Any]
PostT = TypeVar("PostT", bound=Callable[..., Response])


def described(operation: str, body: Any, example: Any) -> Callable[[PostT], PostT]:
    """Describe a way to pay at /api/docs."""
    describe: Callable[[PostT], PostT] = extend_schema(
        operation_id=operation,
        tags=["billers"],
        parameters=[once.PARAMETER, waiting.PARAMETER],
        request=body,
        responses={201: BillPaymentSummarySerializer, 202: BillPaymentSummarySerializer},
        examples=[
            OpenApiExample("What is to be paid", value=example, request_only=True),
            OpenApiExample(
                "It goes on", value=examples.TAKEN_ON, response_only=True, status_codes=["202"]
            ),
            OpenApiExample(
                "It has ended", value=examples.PAYMENT, response_only=True, status_codes=["201"]
            ),
        ],
    )
    return describe


class WayToPay(APIView, ABC):
    """What all ways to pay have in common."""

    required_permission: ClassVar[Any] = PAY
    body: ClassVar[Any]

    @abstractmethod
    def take_on(self, config: BillerConfig, given: Given, by: User, key: str) -> BillerTransaction:
        """Take on what was asked for."""

    def answer(self, request: Request) -> Response:
        """Take it on once under its key, and wait for its end if that is preferred."""
        asked = self.body(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        config = get_biller(biller_type=given["biller_type"])

        def act(key: str) -> Response:
            payment = self.take_on(config, given, cast(User, request.user), key)
            return _answer(payment, waiting.preferred_seconds(request))

        return once.answer_once(request, request.data, act)


def _answer(payment: BillerTransaction, seconds: int) -> Response:
    has_waited = waiting.wait_for_end(payment, seconds)
    response = Response(to_json(payment), status=201 if payment.status in FINAL else 202)
    response["Location"] = reverse("billers-api:payment", args=[payment.number])
    if has_waited:
        response["Preference-Applied"] = f"wait={seconds}"
    return response


class PaymentEndpoint(WayToPay):
    """Pay an amount into an account at a biller."""

    body = PaymentBodySerializer

    @described("payBill", PaymentBodySerializer, examples.TO_PAY)
    def post(self, request: Request) -> Response:
        """Take the payment on; a worker sends it. The answer says where to follow it."""
        return self.answer(request)

    def take_on(self, config: BillerConfig, given: Given, by: User, key: str) -> BillerTransaction:
        """Take on an amount for an account."""
        named = {name: value for name, value in given.items() if name != "biller_type"}
        intent = PaymentIntent(
            transaction_type=TransactionType.POST_TRANSACTION,
            **{"currency": config.default_currency, **named},
        )
        return pay_amount(config=config, intent=intent, by=by, now=timezone.now(), key=key)


class InvoiceConfirmEndpoint(WayToPay):
    """Pay an invoice."""

    body = InvoiceBodySerializer

    @described("confirmInvoice", InvoiceBodySerializer, examples.TO_CONFIRM)
    def post(self, request: Request) -> Response:
        """Ask the biller for the amount again, and take the payment on."""
        return self.answer(request)

    def take_on(self, config: BillerConfig, given: Given, by: User, key: str) -> BillerTransaction:
        """Take on an invoice, of the amount that the biller wants."""
        number = given["invoice_number"]
        choice = Choice(item=number, account_number=number, **_common(given))
        return pay_invoice(config=config, choice=choice, by=by, now=timezone.now(), key=key)


class BundlePurchaseEndpoint(WayToPay):
    """Buy a bundle for a phone."""

    body = BundleBodySerializer

    @described("purchaseBundle", BundleBodySerializer, examples.TO_PURCHASE)
    def post(self, request: Request) -> Response:
        """Ask the biller for the price again, and take the purchase on."""
        return self.answer(request)

    def take_on(self, config: BillerConfig, given: Given, by: User, key: str) -> BillerTransaction:
        """Take on a bundle, at the price that the biller wants."""
        choice = Choice(
            item=given["bundle_id"], account_number=given["phone_number"], **_common(given)
        )
        return purchase_bundle(config=config, choice=choice, by=by, now=timezone.now(), key=key)


def _common(given: Given) -> Given:
    names = ("amount", "account_type", "debit_account", "credit_account", "is_deliberate")
    return {name: given[name] for name in names if name in given}
