"""Billers' configurations. Credentials go in and never come out: `hasCredentials` is all told."""

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
    TO_CREATE,
    ConfigBodySerializer,
    ConfigChangeSerializer,
    ConfigListSerializer,
    ConfigSerializer,
    ConnectionSerializer,
)
from billers.api.paying_bodies import NoWordsSerializer
from billers.connectors.contract import Reached
from billers.models import BillerConfig
from billers.operations.configuring import (
    ConfigRefused,
    change_config,
    check_connection,
    create_config,
)
from billers.queries.billers import BillerNotKnown, get_config, list_billers
from billie.staff.access import PermissionMissing, may
from billie.web import api_examples
from billie.web.api_parameters import NoParameters, read_parameters
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
        responses={201: ConfigSerializer},
        examples=[
            OpenApiExample("A biller", value=TO_CREATE, request_only=True),
            OpenApiExample("It is kept", value=CONFIG, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        """Keep a new biller; everything is checked before anything is kept."""
        asked = ConfigBodySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        credentials = values.pop("credentials", {})
        try:
            config = create_config(
                values=values,
                credentials=credentials,
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except ConfigRefused as refused:
            raise serializers.ValidationError(_fields(refused)) from refused
        return Response(ConfigSerializer(config).data, status=201)


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
        responses=ConfigSerializer,
        examples=[
            OpenApiExample("A change", value=TO_CHANGE, request_only=True),
            *api_examples.answer({**CONFIG, "timeoutMs": 20000, "version": 2}),
        ],
    )
    def patch(self, request: Request, id: int) -> Response:
        """Change what is named, as a new version; credentials are replaced as a whole."""
        asked = ConfigChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        if "is_active" in values and not may(request, ACTIVATE):
            raise PermissionMissing(ACTIVATE)
        return Response(ConfigSerializer(_change(request, id, values)).data)

    @extend_schema(
        operation_id="deactivateBillerConfig",
        tags=["billers"],
        responses=ConfigSerializer,
        examples=api_examples.answer({**CONFIG, "isActive": False, "version": 2}),
    )
    def delete(self, request: Request, id: int) -> Response:
        """Switch a biller off; its configuration and its payments stay."""
        return Response(ConfigSerializer(_change(request, id, {"is_active": False})).data)


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


def _change(request: Request, config_id: int, values: dict[str, Any]) -> BillerConfig:
    credentials = values.pop("credentials", None)
    try:
        return change_config(
            config_id=config_id,
            values=values,
            credentials=credentials,
            by=cast(User, request.user),
            now=timezone.now(),
        )
    except BillerConfig.DoesNotExist:
        raise BillerNotKnown(config_id) from None
    except ConfigRefused as refused:
        raise serializers.ValidationError(_fields(refused)) from refused


def _fields(refused: ConfigRefused) -> dict[str, list[str]]:
    """Return the sentences of a refusal by the names of this API."""
    return {camel(name): sentences for name, sentences in refused.fields.items()}
