"""GET ledger/schedule/{accountId}: the instalments of an account and what paid them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_parameters import NoParameters, read_parameters
from ledger.api.schedule_json import EXAMPLE, LedgerScheduleSerializer
from ledger.queries.schedules import get_schedule_view


class ScheduleEndpoint(APIView):
    """The repayment schedule of an account."""

    required_permission = "ledger.view_ledger"

    @extend_schema(
        operation_id="getSchedule",
        tags=["ledger"],
        responses=LedgerScheduleSerializer,
        examples=api_examples.answer(EXAMPLE),
    )
    def get(self, request: Request, accountId: str) -> Response:  # noqa: N803 - as on the wire
        """Return the schedule live from the ledger, each instalment with what paid it."""
        read_parameters(request, NoParameters)
        view = get_schedule_view(loan_account_id=accountId)
        return Response(LedgerScheduleSerializer(view).data)
