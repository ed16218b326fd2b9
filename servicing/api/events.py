"""The event streams: how far they are applied, and what stands still."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.event_json import STATUS, EventsStatusSerializer
from servicing.queries.streams import count_troubles, list_stream_status


class EventsStatusEndpoint(APIView):
    """The state of the streams."""

    required_permission = "servicing.view_operations"

    @extend_schema(
        operation_id="getEventsStatus",
        tags=["events"],
        responses=EventsStatusSerializer,
        examples=api_examples.answer(STATUS),
    )
    def get(self, request: Request) -> Response:
        """Return where each stream stands, and how much waits for a person."""
        read_parameters(request, NoParameters)
        status = {"streams": list_stream_status(now=timezone.now()), **count_troubles()}
        return Response(EventsStatusSerializer(status).data)
