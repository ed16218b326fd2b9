"""GET ledger/statement/{accountId}: a period of an account, as JSON, PDF or CSV."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web.api_parameters import read_parameters
from ledger.api.parameters import JSON, StatementParameters, usual_period
from ledger.api.statement_json import EXAMPLE, StatementSerializer, to_json
from ledger.operations.exporting import FileFormat, export_statement
from ledger.queries.statements import get_statement_view

AS_JSON = (200, "application/json")


class FormatIsAParameter(BaseContentNegotiation):
    """Lets the parameter decide, whatever a caller accepts: one who wants a file asks for it."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Return the first parser; nothing is sent to these addresses."""
        return next(iter(parsers), None)

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """Return JSON, for answers that are no file and for every error."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class StatementEndpoint(APIView):
    """A statement of an account."""

    required_permission = "ledger.view_ledger"
    content_negotiation_class = FormatIsAParameter

    @extend_schema(
        operation_id="getStatement",
        tags=["ledger"],
        parameters=[StatementParameters],
        responses={
            AS_JSON: StatementSerializer,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.STR,
        },
        examples=[
            OpenApiExample(
                "An answer", value=EXAMPLE, response_only=True, media_type="application/json"
            )
        ],
    )
    def get(
        self,
        request: Request,
        accountId: str,  # noqa: N803 - as on the wire
    ) -> Response | HttpResponse:
        """Return what happened on an account; without `from` and `to`, in the last 90 days."""
        asked = read_parameters(request, StatementParameters)
        from_date, to_date = usual_period(asked, today=timezone.localdate())
        if asked["format"] == JSON:
            view = get_statement_view(
                loan_account_id=accountId, from_date=from_date, to_date=to_date
            )
            return Response(to_json(view))
        document = export_statement(
            loan_account_id=accountId,
            from_date=from_date,
            to_date=to_date,
            file_format=FileFormat(asked["format"]),
            by=cast(User, request.user),
            now=timezone.now(),
        )
        return HttpResponse(
            document.content,
            content_type=document.media_type,
            headers={"Content-Disposition": f'attachment; filename="{document.name}"'},
        )
