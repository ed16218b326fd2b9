"""GET ledger/health: whether the ledger answers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_fields import instant
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.camel_case import CamelSerializer
from ledger.client import Health, HealthState, get_client

EXAMPLE: dict[str, Any] = {
    "state": "connected",
    "latencySeconds": 0.004,
    "checkedAt": "2026-10-10T11:20:03.551000+11:00",
    "canPost": True,
}


class HealthSerializer(CamelSerializer):
    """How well the ledger answers."""

    state = serializers.ChoiceField(
        [(each.value, each.value) for each in HealthState],
        read_only=True,
        help_text="connected: within a second; degraded: within five; offline: not at all.",
    )
    latency_seconds = serializers.FloatField(read_only=True, allow_null=True)
    checked_at = instant(allow_null=False)
    can_post = serializers.SerializerMethodField(
        help_text="Whether money can be posted; while the ledger is offline it cannot."
    )

    def get_can_post(self, health: Health) -> bool:
        """Return whether money actions are open."""
        return not health.is_offline


class HealthEndpoint(APIView):
    """How the ledger is."""

    required_permission = "ledger.view_ledger"

    @extend_schema(
        operation_id="getLedgerHealth",
        tags=["ledger"],
        responses=HealthSerializer,
        examples=api_examples.answer(EXAMPLE),
    )
    def get(self, request: Request) -> Response:
        """Return how the ledger answered when it was last asked, seconds ago at most."""
        read_parameters(request, NoParameters)
        return Response(HealthSerializer(get_client().health()).data)
