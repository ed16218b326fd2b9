"""Billers' configurations. Credentials go in and never come out: `hasCredentials` is all told.

What decides where money and secrets go is answered with 202 and the request in the inbox.
"""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api.config_json import (
    CONFIG,
    TO_CHANGE,
    TO_CHANGE_BY_TWO,
    TO_CREATE,
    WAITING,
    ConfigBodySerializer,
    ConfigChangeSerializer,
    ConfigListSerializer,
    ConfigSerializer,
    ConnectionSerializer,
)
from billers.api.paying_bodies import NoWordsSerializer
from billers.connectors.contract import Reached
from billers.models import BillerConfig
from billers.operations.checking_configs import ConfigRefused
from billers.operations.configuring import change_config, check_connection
from billers.operations.proposing import (
    NO_CREDENTIALS,
    NewCredentials,
    ask_for_biller,
    change_or_ask,
)
from billers.queries.billers import BillerNotKnown, get_config, list_billers
from billie.staff.access import PermissionMissing, may
from billie.staff.approval_refusals import WordsMissing
from billie.web import api_examples
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.approvals.api_json import ApprovalSummarySerializer
from billie.web.camel_case import camel

VIEW = "billers.view_billerconfig"
CHANGE = "billers.change_billerconfig"
ACTIVATE = "billers.activate_billerconfig"


class ConfigsEndpoint(APIView):
    """All billers."""

    required_permission = {"GET": VIEW, "POST": "billers.add_billerconfig"}

    @extend_schema(
        operation_id="listBillerConfigs",
        tags=["billers"],
        responses=ConfigListSerializer,
        examples=api_examples.answer({"results": [CONFIG], "next": None, "previous": None}),
    )
    def get(self, request: Request) -> Response:
        """List the billers by name, all on one page."""
        read_parameters(request, NoParameters)
        rows = ConfigSerializer(list_billers(), many=True).data
        return Response({"results": rows, "next": None, "previous": None})

    @extend_schema(
        operation_id="createBillerConfig",
        tags=["billers"],
        request=ConfigBodySerializer,
        responses={202: ApprovalSummarySerializer},
        examples=[
            OpenApiExample("A biller", value=TO_CREATE, request_only=True),
            OpenApiExample("It waits", value=WAITING, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """Ask for a new biller; all is checked, and it is there once a second person agrees."""
        asked = ConfigBodySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        try:
            approval = ask_for_biller(
                credentials=values.pop("credentials", {}),
                words=values.pop("reason"),
                values=values,
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except ConfigRefused as refused:
            raise serializers.ValidationError(_fields(refused)) from refused
        return Response(ApprovalSummarySerializer(approval).data, status=202)


class ConfigEndpoint(APIView):
    """One biller."""

    required_permission = {"GET": VIEW, "PATCH": CHANGE, "DELETE": ACTIVATE}

    @extend_schema(
        operation_id="getBillerConfig",
        tags=["billers"],
        responses=ConfigSerializer,
        examples=api_examples.answer(CONFIG),
    )
    def get(self, request: Request, id: int) -> Response:
        """Return a biller's configuration."""
        read_parameters(request, NoParameters)
        return Response(ConfigSerializer(get_config(config_id=id)).data)

    @extend_schema(
        operation_id="changeBillerConfig",
        tags=["billers"],
        request=ConfigChangeSerializer,
        responses={200: ConfigSerializer, 202: ApprovalSummarySerializer},
        examples=[
            OpenApiExample("A change", value=TO_CHANGE, request_only=True),
            OpenApiExample("A new address", value=TO_CHANGE_BY_TWO, request_only=True),
            OpenApiExample(
                "It counts",
                value={**CONFIG, "timeoutMs": 20000, "version": 2},
                response_only=True,
                status_codes=["200"],
            ),
            OpenApiExample("It waits", value=WAITING, response_only=True, status_codes=["202"]),
        ],
    )
    def patch(self, request: Request, id: int) -> Response:
        """Change what is named, as a new version; credentials are replaced as a whole.

        Dialect, base URL, endpoints, credit account, credentials and switching on need a second
        person and a `reason`: the whole change then waits in the inbox (202). Everything else,
        and switching off, counts at once (200). With `version` a change is refused (409) when the
        biller is at another version by now.
        """
        asked = ConfigChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        if "is_active" in values and not may(request, ACTIVATE):
            raise PermissionMissing(ACTIVATE)
        return _change(request, id, values)

    @extend_schema(
        operation_id="deactivateBillerConfig",
        tags=["billers"],
        responses=ConfigSerializer,
        examples=api_examples.answer({**CONFIG, "isActive": False, "version": 2}),
    )
    def delete(self, request: Request, id: int) -> Response:
        """Switch a biller off at once; its configuration and its payments stay."""
        try:
            config = change_config(
                config_id=id,
                values={"is_active": False},
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except BillerConfig.DoesNotExist:
            raise BillerNotKnown(id) from None
        return Response(ConfigSerializer(config).data)


class ConnectionEndpoint(APIView):
    """Whether a biller's server answers."""

    required_permission = "billers.test_billerconfig"

    @extend_schema(
        operation_id="testBillerConnection",
        tags=["billers"],
        request=NoWordsSerializer,
        responses=ConnectionSerializer,
        examples=api_examples.answer(
            {"reached": True, "httpStatus": 200, "message": "The biller's server answers."}
        ),
    )
    def post(self, request: Request, id: int) -> Response:
        """Ask the server for a sign of life; nothing is paid."""
        NoWordsSerializer(data=request.data).is_valid(raise_exception=True)
        try:
            outcome = check_connection(config=get_config(config_id=id), now=timezone.now())
        except ConfigRefused as refused:
            raise serializers.ValidationError(_fields(refused)) from refused
        if isinstance(outcome, Reached):
            words = "The biller's server answers."
            return Response({"reached": True, "httpStatus": outcome.http_status, "message": words})
        return Response({"reached": False, "httpStatus": None, "message": outcome.words})


def _change(request: Request, config_id: int, values: dict[str, Any]) -> Response:
    given = values.pop("credentials", None)
    try:
        done = change_or_ask(
            config_id=config_id,
            version=values.pop("version", None),
            words=values.pop("reason", ""),
            values=values,
            credentials=_replaced_by(given),
            by=cast(User, request.user),
            now=timezone.now(),
        )
    except BillerConfig.DoesNotExist:
        raise BillerNotKnown(config_id) from None
    except ConfigRefused as refused:
        raise serializers.ValidationError(_fields(refused)) from refused
    except WordsMissing as missing:
        words = "This needs a second person. Say why, for who decides."
        raise serializers.ValidationError({"reason": [words]}) from missing
    if isinstance(done, BillerConfig):
        return Response(ConfigSerializer(done).data)
    return Response(ApprovalSummarySerializer(done).data, status=202)


def _replaced_by(given: dict[str, str] | None) -> NewCredentials:
    return NO_CREDENTIALS if given is None else NewCredentials(given=given, replaces_all=True)


def _fields(refused: ConfigRefused) -> dict[str, list[str]]:
    """Return the sentences of a refusal by the names of this API."""
    return {camel(name): sentences for name, sentences in refused.fields.items()}
