"""Figures of payments: how many, how much, how many succeeded, and how long it took."""

from collections import Counter
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billers.api.parameters import StatsParameters, period_of
from billers.api.payments import VIEW
from billers.queries.stats import Figures, Stats, get_stats
from billers.states import Status
from billie.web import api_examples
from billie.web.api_fields import number
from billie.web.api_parameters import read_parameters
from billie.web.camel_case import CamelSerializer

FIGURES: dict[str, Any] = {
    "payments": 412,
    "succeeded": 398,
    "failed": 11,
    "unknown": 2,
    "byStatus": {"COMPLETED": 398, "FAILED": 11, "UNKNOWN": 2, "PROCESSING": 1},
    "byOutcome": {"ACCEPTED": 398, "DECLINED": 9, "NOT_SENT": 2},
    "successRate": "0.9731",
    "value": {"MWK": "1840250.00"},
    "volume": {"MWK": "1902750.00"},
    "latency": {"meanMs": 640, "p50Ms": 500, "p95Ms": 2000},
}
EXAMPLE: dict[str, Any] = {
    "from": "2026-10-04",
    "to": "2026-10-10",
    "total": FIGURES,
    "before": FIGURES,
    "byBiller": [{"billerType": "LWB_POSTPAID", "figures": FIGURES, "before": FIGURES}],
    "byDay": [{"day": "2026-10-04", "figures": FIGURES}],
}


class LatencySerializer(CamelSerializer):
    """Milliseconds from first sending to the end of what succeeded; the shares are of bands."""

    mean_ms = number()
    p50_ms = number(help_text="Half of them stayed below this.")
    p95_ms = number(help_text="95 of 100 stayed below this.")


class FiguresSerializer(CamelSerializer):
    """Payments that were taken on in these days, and what became of them so far."""

    payments = serializers.IntegerField(read_only=True)
    succeeded = serializers.IntegerField(read_only=True)
    failed = serializers.IntegerField(read_only=True)
    unknown = serializers.IntegerField(read_only=True)
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_outcome = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How the biller's own leg ended, of those that came to their end.",
    )
    success_rate = serializers.DecimalField(
        max_digits=5,
        decimal_places=4,
        allow_null=True,
        read_only=True,
        help_text="Of what is settled, from 0 to 1; null while nothing is.",
    )
    value = serializers.DictField(
        child=serializers.CharField(), help_text="What succeeded, by currency."
    )
    volume = serializers.DictField(
        child=serializers.CharField(), help_text="All of it, by currency."
    )
    latency = LatencySerializer(read_only=True)


class BillerFiguresSerializer(CamelSerializer):
    """The figures of one biller, beside those of the period before."""

    biller_type = serializers.CharField(read_only=True)
    figures = FiguresSerializer(read_only=True)
    before = FiguresSerializer(read_only=True)


class DayFiguresSerializer(CamelSerializer):
    """The figures of one day."""

    day = serializers.DateField(read_only=True)
    figures = FiguresSerializer(read_only=True)


class _WholeSerializer(CamelSerializer):
    from_date = serializers.DateField(read_only=True)
    to_date = serializers.DateField(read_only=True)
    total = FiguresSerializer(read_only=True)
    before = FiguresSerializer(read_only=True)
    by_biller = BillerFiguresSerializer(many=True, read_only=True)
    by_day = DayFiguresSerializer(many=True, read_only=True)


class StatsSerializer(_WholeSerializer):
    """A period of business days, both included, and the one of the same length before it."""

    def get_fields(self) -> Any:
        """Return the fields by the words of the wire, which Python keeps for itself."""
        fields = super().get_fields()
        return {"from": fields.pop("fromDate"), "to": fields.pop("toDate"), **fields}


class StatsEndpoint(APIView):
    """Figures of payments by biller and by day."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getBillerTransactionStats",
        tags=["billers"],
        parameters=[StatsParameters],
        responses=StatsSerializer,
        examples=api_examples.answer(EXAMPLE),
    )
    def get(self, request: Request) -> Response:
        """Return the figures of a period; a payment counts for the day it was taken on."""
        asked = read_parameters(request, StatsParameters)
        first, last = period_of(asked, today=timezone.localdate())
        stats = get_stats(from_date=first, to_date=last, biller_type=asked.get("biller_type", ""))
        return Response(_to_json(stats))


def _to_json(stats: Stats) -> dict[str, Any]:
    """Return figures as `StatsSerializer` describes them."""
    billers = sorted({*stats.by_biller, *stats.before_by_biller})
    return {
        "from": stats.from_date.isoformat(),
        "to": stats.to_date.isoformat(),
        "total": figures_json(stats.total),
        "before": figures_json(stats.before),
        "byBiller": [
            {
                "billerType": biller,
                "figures": figures_json(stats.by_biller.get(biller, Figures())),
                "before": figures_json(stats.before_by_biller.get(biller, Figures())),
            }
            for biller in billers
        ],
        "byDay": [
            {"day": day.isoformat(), "figures": figures_json(found)}
            for day, found in stats.by_day.items()
        ],
    }


def _counts(counter: Counter[str]) -> dict[str, int]:
    return {word: number for word, number in sorted(counter.items()) if number}


def figures_json(figures: Figures) -> dict[str, Any]:
    """Return figures as `FiguresSerializer` describes them, which would take far longer itself."""
    rate = figures.success_rate
    return {
        "payments": figures.payments,
        "succeeded": figures.succeeded,
        "failed": figures.by_status[Status.FAILED],
        "unknown": figures.by_status[Status.UNKNOWN],
        "byStatus": _counts(figures.by_status),
        "byOutcome": _counts(figures.by_outcome),
        "successRate": None if rate is None else str(rate),
        "value": {currency: f"{sum_:.2f}" for currency, sum_ in figures.values.items()},
        "volume": {currency: f"{sum_:.2f}" for currency, sum_ in figures.volumes.items()},
        "latency": {
            "meanMs": figures.mean_ms,
            "p50Ms": figures.p50_ms,
            "p95Ms": figures.p95_ms,
        },
    }
