"""Contact notes of a customer: reading them, writing one, amending one."""

from typing import cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from servicing.api.note_json import (
    EXAMPLE,
    TO_AMEND,
    TO_WRITE,
    NewNoteSerializer,
    NoteSerializer,
    to_json,
)
from servicing.operations.notes import amend_note, write_note
from servicing.queries.customers import CustomerNotKnown, has_customer, list_merged_ids
from servicing.queries.notes import get_note, page_notes, with_versions

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 255


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
        page = page_notes(customer_ids=_ids_of(customerId), **asked)
        return answer_list(request, page, to_json=to_json)

    @extend_schema(
        operation_id="writeNote",
        tags=["servicing"],
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                str,
                OpenApiParameter.HEADER,
                description="Minted once for this note, and sent again with every retry: the note"
                f" is kept once. Up to {LONGEST_KEY} characters.",
            )
        ],
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
            "once": _key_of(request),
        }
        if (amended := given.pop("amends", None)) is not None:
            get_note(note_id=amended, customer_ids=_ids_of(customerId))
            note = amend_note(note_id=amended, **given)
        else:
            note = write_note(customer_id=customerId, **given)
        return Response(to_json(with_versions([note]))[0], status=201)


def _ids_of(customer_id: str) -> list[str]:
    if not has_customer(customer_id):
        raise CustomerNotKnown(customer_id)
    return [customer_id, *list_merged_ids(customer_id)]


def _key_of(request: Request) -> str:
    key: str = request.headers.get(KEY_HEADER, "")
    if len(key) > LONGEST_KEY:
        sentence = f"The {KEY_HEADER} header can have {LONGEST_KEY} characters."
        raise serializers.ValidationError({KEY_HEADER: [sentence]})
    return key
