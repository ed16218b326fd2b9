"""Payments as CSV: as many as the filters leave, a piece at a time."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from billers.api.parameters import PaymentParameters, filters_of
from billers.operations.exporting import export_payments
from billie.web.api_parameters import read_parameters


class ErrorsInJson(BaseContentNegotiation):
    """Lets a caller accept CSV or anything else; errors are JSON as everywhere."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Return the first parser; nothing is sent to this address."""
        return next(iter(parsers), None)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return JSON."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class ExportEndpoint(APIView):
    """Payments as a file."""

    required_permission = "billers.export_payments"
    content_negotiation_class = ErrorsInJson

    @extend_schema(
        operation_id="exportBillerTransactions",
        tags=["billers"],
        parameters=[PaymentParameters],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Return all payments that the filters leave, the newest first; it is recorded."""
        asked = read_parameters(request, PaymentParameters)
        now = timezone.now()
        pieces = export_payments(filters=filters_of(asked), by=cast(User, request.user), now=now)
        name = f"payments-{timezone.localtime(now):%Y-%m-%d-%H%M}.csv"
        return StreamingHttpResponse(
            pieces,
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )
