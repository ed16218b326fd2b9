"""Hardship and stop-contact flags: those of a customer, setting one, releasing one."""

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
from servicing.api.flag_json import (
    EXAMPLE,
    TO_RELEASE,
    TO_SET,
    FlagSerializer,
    NewFlagSerializer,
    ReleaseSerializer,
)
from servicing.api.keys import KEY_PARAMETER, key_of
from servicing.operations.flags import Flagged, release_flag, set_flag
from servicing.queries.customers import list_identities
from servicing.queries.flags import get_flag, page_flags

AS_IT_STANDS = OpenApiExample(
    "The flag", value=EXAMPLE, response_only=True, status_codes=["200", "201"]
)


class FlagsEndpoint(APIView):
    """The flags of a customer."""

    required_permission = {
        "GET": "servicing.view_customerflag",
        "POST": "servicing.add_customerflag",
    }

    @extend_schema(
        operation_id="listFlags",
        tags=["casework"],
        parameters=PAGE_PARAMETERS,
        responses=page_of(FlagSerializer),
        examples=api_examples.page(EXAMPLE, "customer/CUS-4417/flags"),
    )
    def get(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """List what is and was set for a customer and their merged identities, newest first."""
        asked = read_parameters(request, NoParameters, is_list=True)
        page = page_flags(customer_ids=list_identities(customer_id=customerId), **asked)
        return answer_list(request, page, to_json=_to_json)

    @extend_schema(
        operation_id="setFlag",
        tags=["casework"],
        parameters=[KEY_PARAMETER],
        request=NewFlagSerializer,
        responses={201: FlagSerializer},
        examples=[OpenApiExample("Hardship", value=TO_SET, request_only=True), AS_IT_STANDS],
    )
    def post(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """Set a flag: hardship forbids fees on the customer's accounts, stop contact forbids
        contacts other than letters."""
        asked = NewFlagSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        flag = set_flag(
            customer_id=customerId,
            flagged=Flagged(**asked.validated_data),
            by=cast(User, request.user),
            now=timezone.now(),
            once=key_of(request),
        )
        return Response(_answer(flag.pk), status=201)


class ReleaseFlagEndpoint(APIView):
    """Releasing a flag."""

    required_permission = "servicing.release_customerflag"

    @extend_schema(
        operation_id="releaseFlag",
        tags=["casework"],
        request=ReleaseSerializer,
        responses=FlagSerializer,
        examples=[OpenApiExample("A reason", value=TO_RELEASE, request_only=True), AS_IT_STANDS],
    )
    def post(self, request: Request, id: int) -> Response:
        """End a flag before its time, with a reason in words; it stays in the history."""
        asked = ReleaseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        by = cast(User, request.user)
        release_flag(flag_id=id, by=by, now=timezone.now(), **asked.validated_data)
        return Response(_answer(id))


def _to_json(flags: Any) -> Any:
    return FlagSerializer(flags, many=True).data


def _answer(flag_id: int) -> Any:
    return FlagSerializer(get_flag(flag_id=flag_id)).data
