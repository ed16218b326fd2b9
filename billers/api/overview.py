"""The overview of bill payments: today beside a week ago, each biller, and what holds one back."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api.payments import VIEW
from billers.api.stats import FIGURES, FiguresSerializer, figures_json
from billers.models import BillerConfig, BillerType
from billers.operations.breaker_states import open_breakers
from billers.queries.held_back import BillerStanding, list_active_billers
from billers.queries.overview import Overview, get_overview
from billers.queries.stats import Figures
from billie.web import api_examples
from billie.web.api_fields import instant
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.camel_case import CamelSerializer

EXAMPLE: dict[str, Any] = {
    "today": FIGURES,
    "aWeekAgo": FIGURES,
    "lastDays": FIGURES,
    "needsAttention": 2,
    "billers": [
        {
            "billerType": "LWB_POSTPAID",
            "billerName": "Lilongwe Water Board",
            "isActive": True,
            "isPaused": False,
            "heldBackUntil": None,
            "unresolved": "1500.50",
            "figures": FIGURES,
        }
    ],
}


class BillerOverviewSerializer(CamelSerializer):
    """One biller: the last 7 days, and what holds it back now."""

    biller_type = serializers.CharField(read_only=True)
    biller_name = serializers.CharField(read_only=True)
    is_active = serializers.BooleanField(read_only=True)
    is_paused = serializers.BooleanField(
        read_only=True, help_text="Too much money there is unresolved: nothing new is started."
    )
    held_back_until = instant(help_text="Its breaker is open, as too many calls failed.")
    unresolved = serializers.CharField(
        read_only=True, help_text="Money of which nobody knows, in the biller's currency."
    )
    figures = FiguresSerializer(read_only=True)


class OverviewSerializer(CamelSerializer):
    """Today, the same day a week ago, the last 7 days, and every biller."""

    today = FiguresSerializer(read_only=True)
    a_week_ago = FiguresSerializer(read_only=True)
    last_days = FiguresSerializer(read_only=True)
    needs_attention = serializers.IntegerField(
        read_only=True, help_text="Payments that need a person, at most 1 000."
    )
    billers = BillerOverviewSerializer(many=True, read_only=True)


class OverviewEndpoint(APIView):
    """How bill payments go."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getBillerOverview",
        tags=["billers"],
        responses=OverviewSerializer,
        examples=api_examples.answer(EXAMPLE),
    )
    def get(self, request: Request) -> Response:
        """Return totals and success rates, in all and of each biller."""
        read_parameters(request, NoParameters)
        now = timezone.now()
        return Response(_to_json(get_overview(now=now), now))


def _to_json(found: Overview, now: datetime) -> dict[str, Any]:
    breakers = open_breakers(biller_types=BillerType, now=now)
    standings = {each.config.pk: each for each in list_active_billers(breakers=breakers)}
    figures = found.last_days.by_biller
    return {
        "today": figures_json(found.today.total),
        "aWeekAgo": figures_json(found.a_week_ago.total),
        "lastDays": figures_json(found.last_days.total),
        "needsAttention": found.needs_attention,
        "billers": [
            _biller(config, figures.get(config.biller_type, Figures()), standings.get(config.pk))
            for config in found.billers
        ],
    }


def _biller(
    config: BillerConfig, figures: Figures, standing: BillerStanding | None
) -> dict[str, Any]:
    until = standing.open_until if standing else None
    return {
        "billerType": config.biller_type,
        "billerName": config.display_name,
        "isActive": config.is_active,
        "isPaused": bool(standing and standing.is_paused),
        "heldBackUntil": until.isoformat() if until else None,
        "unresolved": f"{standing.unresolved if standing else 0:.2f}",
        "figures": figures_json(figures),
    }
