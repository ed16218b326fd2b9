"""Promises to pay: those of a customer, taking one, cancelling one."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.keys import KEY_PARAMETER, key_of
from servicing.api.promise_json import (
    EXAMPLE,
    TO_CANCEL,
    TO_TAKE,
    CancelSerializer,
    NewPromiseSerializer,
    PromiseSerializer,
)
from servicing.operations.promised import Promised
from servicing.operations.promises import cancel_promise, take_promise
from servicing.queries.customers import list_identities
from servicing.queries.promises import get_promise, page_promises

AS_IT_STANDS = OpenApiExample(
    "The promise", value=EXAMPLE, response_only=True, status_codes=["200", "201"]
)


class PromisesEndpoint(APIView):
    """The promises to pay of a customer."""

    required_permission = {
        "GET": "servicing.view_promisetopay",
        "POST": "servicing.add_promisetopay",
    }

    @extend_schema(
        operation_id="listPromises",
        tags=["casework"],
        parameters=PAGE_PARAMETERS,
        responses=page_of(PromiseSerializer),
        examples=api_examples.page(EXAMPLE, "customer/CUS-4417/promises"),
    )
    def get(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """List what a customer and their merged identities promised, newest first."""
        asked = read_parameters(request, NoParameters, is_list=True)
        everyone = list_identities(customer_id=customerId)
        page = page_promises(customer_ids=everyone, today=timezone.localdate(), **asked)
        return answer_list(request, page, to_json=_to_json)

    @extend_schema(
        operation_id="takePromise",
        tags=["casework"],
        parameters=[KEY_PARAMETER],
        request=NewPromiseSerializer,
        responses={201: PromiseSerializer},
        examples=[
            OpenApiExample("A promise to pay", value=TO_TAKE, request_only=True),
            AS_IT_STANDS,
        ],
    )
    def post(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """Write down what a customer promised to pay; an account has one open promise at most."""
        everyone = list_identities(customer_id=customerId)
        asked = NewPromiseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        promise = take_promise(
            promised=Promised(**asked.validated_data),
            customer_id=everyone[0],
            by=cast(User, request.user),
            now=timezone.now(),
            once=key_of(request),
        )
        return Response(_answer(promise.pk), status=201)


class CancelPromiseEndpoint(APIView):
    """Cancelling a promise to pay."""

    required_permission = "servicing.cancel_promisetopay"

    @extend_schema(
        operation_id="cancelPromise",
        tags=["casework"],
        request=CancelSerializer,
        responses=PromiseSerializer,
        examples=[OpenApiExample("A reason", value=TO_CANCEL, request_only=True), AS_IT_STANDS],
    )
    def post(self, request: Request, id: int) -> Response:
        """Cancel an open promise, with a reason in words."""
        asked = CancelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        by = cast(User, request.user)
        cancel_promise(promise_id=id, by=by, now=timezone.now(), **asked.validated_data)
        return Response(_answer(id))


def _to_json(views: Any) -> Any:
    return PromiseSerializer(views, many=True).data


def _answer(promise_id: int) -> Any:
    view = get_promise(promise_id=promise_id, today=timezone.localdate())
    return PromiseSerializer(view).data
