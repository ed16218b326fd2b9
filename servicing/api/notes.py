"""Contact notes of a customer: reading them, writing one, amending one."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.keys import KEY_PARAMETER, key_of
from servicing.api.note_json import (
    EXAMPLE,
    TO_AMEND,
    TO_WRITE,
    NewNoteSerializer,
    NoteSerializer,
    to_json,
)
from servicing.operations.notes import amend_note, write_note
from servicing.queries.customers import list_identities
from servicing.queries.notes import get_note, page_notes, with_versions


class NotesEndpoint(APIView):
    """The contact notes of a customer."""

    required_permission = {
        "GET": "servicing.view_contactnote",
        "POST": "servicing.add_contactnote",
    }

    @extend_schema(
        operation_id="listNotes",
        tags=["servicing"],
        parameters=PAGE_PARAMETERS,
        responses=page_of(NoteSerializer),
        examples=api_examples.page(EXAMPLE, "customer/CUS-4417/notes"),
    )
    def get(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """List the notes about a customer and their merged identities, newest first."""
        asked = read_parameters(request, NoParameters, is_list=True)
        page = page_notes(customer_ids=list_identities(customer_id=customerId), **asked)
        return answer_list(request, page, to_json=to_json)

    @extend_schema(
        operation_id="writeNote",
        tags=["servicing"],
        parameters=[KEY_PARAMETER],
        request=NewNoteSerializer,
        responses={201: NoteSerializer},
        examples=[
            OpenApiExample("A note about an account", value=TO_WRITE, request_only=True),
            OpenApiExample("A newer version of a note", value=TO_AMEND, request_only=True),
            OpenApiExample("The note", value=EXAMPLE, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request, customerId: str) -> Response:  # noqa: N803 - as on the wire
        """Write a note, or a newer version of one; earlier versions stay as they were."""
        asked = NewNoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = {
            **asked.validated_data,
            "by": cast(User, request.user),
            "now": timezone.now(),
            "once": key_of(request),
        }
        if (amended := given.pop("amends", None)) is not None:
            get_note(note_id=amended, customer_ids=list_identities(customer_id=customerId))
            note = amend_note(note_id=amended, **given)
        else:
            note = write_note(customer_id=customerId, **given)
        return Response(to_json(with_versions([note]))[0], status=201)
