"""The collections queue: accounts in arrears, who has them, what came of a contact."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import may
from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import read_parameters
from servicing.api import collection_json
from servicing.api.collection_json import (
    AssignSerializer,
    ContactSerializer,
    OutcomeSerializer,
    QueueRowSerializer,
)
from servicing.api.keys import KEY_PARAMETER, key_of
from servicing.api.parameters import CollectionParameters
from servicing.operations.collections import assign_case
from servicing.operations.contacts import Contacted, record_outcome
from servicing.operations.promised import Promised
from servicing.queries.collections import (
    ASSIGN,
    WORK,
    QueueFilters,
    get_case_view,
    page_collections,
)


class CollectionsEndpoint(APIView):
    """All accounts in arrears."""

    required_permission = "servicing.view_collectioncase"

    @extend_schema(
        operation_id="listCollections",
        tags=["casework"],
        parameters=[CollectionParameters, *PAGE_PARAMETERS],
        responses=page_of(QueueRowSerializer),
        examples=api_examples.page(collection_json.ROW, "collections"),
    )
    def get(self, request: Request) -> Response:
        """List accounts in arrears, the most days past due first."""
        asked = read_parameters(request, CollectionParameters, is_list=True)
        cursor, limit = asked.pop("cursor"), asked.pop("limit")
        page = page_collections(
            filters=QueueFilters(**asked),
            person=cast(User, request.user),
            today=timezone.localdate(),
            cursor=cursor,
            limit=limit,
        )
        return answer_list(
            request, page, to_json=lambda rows: QueueRowSerializer(rows, many=True).data
        )


class AssignEndpoint(APIView):
    """Who has an account in arrears."""

    required_permission = WORK

    @extend_schema(
        operation_id="assignCollection",
        tags=["casework"],
        request=AssignSerializer,
        responses=QueueRowSerializer,
        examples=[
            OpenApiExample("Take it", value=collection_json.TO_ASSIGN, request_only=True),
            OpenApiExample("Give it back", value=collection_json.TO_RELEASE, request_only=True),
            *api_examples.answer(collection_json.ROW, "The account"),
        ],
    )
    def post(self, request: Request, loanAccountId: str) -> Response:  # noqa: N803
        """Take an account, or give it back; supervisors also give it to others."""
        asked = AssignSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        assign_case(
            loan_account_id=loanAccountId,
            to=_person(asked.validated_data["assigned_to"]),
            by=cast(User, request.user),
            may_assign=may(request, ASSIGN),
            now=timezone.now(),
        )
        view = get_case_view(loan_account_id=loanAccountId, today=timezone.localdate())
        return Response(QueueRowSerializer(view.row).data)


class OutcomeEndpoint(APIView):
    """What came of a contact about an account in arrears."""

    required_permission = WORK

    @extend_schema(
        operation_id="recordOutcome",
        tags=["casework"],
        parameters=[KEY_PARAMETER],
        request=OutcomeSerializer,
        responses={201: ContactSerializer},
        examples=[
            OpenApiExample("No answer", value=collection_json.UNANSWERED, request_only=True),
            OpenApiExample("A promise", value=collection_json.PROMISED, request_only=True),
            OpenApiExample(
                "The contact",
                value=collection_json.CONTACT,
                response_only=True,
                status_codes=["201"],
            ),
        ],
    )
    def post(self, request: Request, loanAccountId: str) -> Response:  # noqa: N803
        """Write down what came of a contact, as a contact note and, with `promise`, a promise."""
        asked = OutcomeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        contact = record_outcome(
            loan_account_id=loanAccountId,
            contacted=_contacted(loanAccountId, dict(asked.validated_data)),
            by=cast(User, request.user),
            now=timezone.now(),
            once=key_of(request),
        )
        return Response(ContactSerializer(contact).data, status=201)


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise serializers.ValidationError({"assigned_to": ["Nobody has this username."]})
    return found


def _contacted(loan_account_id: str, given: dict[str, Any]) -> Contacted:
    promise = given.pop("promise", None)
    promised = Promised(loan_account_id=loan_account_id, **promise) if promise else None
    return Contacted(**given, promised=promised)
