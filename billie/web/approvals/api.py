"""Requests for approval as an API: the list, one of them, and what is decided on it."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff import approval_queries as queries
from billie.staff import approvals
from billie.staff.approval_standing import get_standing
from billie.staff.models import ApiToken, Approval
from billie.web import api_examples
from billie.web.api_lists import PAGE_PARAMETERS, answer_list, page_of
from billie.web.api_parameters import NoParameters, read_parameters
from billie.web.approvals import api_json as json
from billie.web.keyset import paginate

VIEW = "staff.view_approval"
DECIDE = "staff.decide_approval"


def examples_of(name: str) -> list[OpenApiExample]:
    """Return the examples of an act on a request."""
    asked = OpenApiExample(name, value=json.TO_DECIDE, request_only=True)
    return [asked, *api_examples.answer(json.DECIDED)]


class ApprovalsEndpoint(APIView):
    """All requests for approval."""

    required_permission = VIEW

    @extend_schema(
        operation_id="listApprovals",
        tags=["approvals"],
        parameters=[json.ApprovalParameters, *PAGE_PARAMETERS],
        responses=page_of(json.ApprovalSummarySerializer),
        examples=api_examples.page(json.EXAMPLE, "approvals"),
    )
    def get(self, request: Request) -> Response:
        """List requests for approval, the newest first."""
        asked = read_parameters(request, json.ApprovalParameters, is_list=True)
        place = {"cursor": asked.pop("cursor"), "limit": asked.pop("limit")}
        requester = _caller(request) if asked.pop("mine", False) else None
        rows = queries.find_approvals(requester=requester, **asked)
        page = paginate(rows, order=["-id"], **place)
        return answer_list(
            request,
            page,
            to_json=lambda rows: json.ApprovalSummarySerializer(rows, many=True).data,
        )


class ApprovalEndpoint(APIView):
    """One request for approval."""

    required_permission = VIEW

    @extend_schema(
        operation_id="getApproval",
        tags=["approvals"],
        responses=json.ApprovalSerializer,
        examples=api_examples.answer(json.WHOLE),
    )
    def get(self, request: Request, id: int) -> Response:
        """Return a request with the state before and after, and what the caller may do."""
        read_parameters(request, NoParameters)
        return _answer(request, id)


class ApproveEndpoint(APIView):
    """Approve a request."""

    required_permission = DECIDE

    @extend_schema(
        operation_id="approveRequest",
        tags=["approvals"],
        request=json.ApprovalWordsSerializer,
        responses=json.ApprovalSerializer,
        examples=examples_of("Yes"),
    )
    def post(self, request: Request, id: int) -> Response:
        """Approve what others asked for, bound to what was seen; it is then acted on at once.

        When what the request is about has changed since, it lapses and nothing is done (409).
        """
        asked = _read(request, json.ApprovalWordsSerializer)
        approvals.approve(approval_id=id, **asked, **_who(request), scope=_scope(request))
        return _answer(request, id)


class RejectEndpoint(APIView):
    """Reject a request."""

    required_permission = DECIDE

    @extend_schema(
        operation_id="rejectRequest",
        tags=["approvals"],
        request=json.WordsSerializer,
        responses=json.ApprovalSerializer,
        examples=examples_of("No"),
    )
    def post(self, request: Request, id: int) -> Response:
        """Reject what others asked for; nothing is done."""
        asked = _read(request, json.WordsSerializer)
        approvals.reject(approval_id=id, **asked, **_who(request), scope=_scope(request))
        return _answer(request, id)


class CancelEndpoint(APIView):
    """Take a request back."""

    required_permission = VIEW

    @extend_schema(
        operation_id="cancelRequest",
        tags=["approvals"],
        request=json.WordsSerializer,
        responses=json.ApprovalSerializer,
        examples=examples_of("Take it back"),
    )
    def post(self, request: Request, id: int) -> Response:
        """Take back what the caller asked for; nobody else can."""
        words = _read(request, json.WordsSerializer)["words"]
        approvals.cancel(approval_id=id, words=words, **_who(request))
        return _answer(request, id)


def _read(request: Request, body: type[json.WordsSerializer]) -> dict[str, Any]:
    asked = body(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _caller(request: Request) -> User:
    return cast(User, request.user)


def _who(request: Request) -> dict[str, Any]:
    return {"by": _caller(request), "now": timezone.now()}


def _scope(request: Request) -> str:
    """Return the role that the token in use is limited to, empty for none."""
    return request.auth.scope if isinstance(request.auth, ApiToken) else ""


def _answer(request: Request, approval_id: int) -> Response:
    approval: Approval = queries.get_approval(approval_id=approval_id)
    standing = get_standing(approval, _caller(request), now=timezone.now(), scope=_scope(request))
    approval.standing = standing  # type: ignore[attr-defined]
    return Response(json.ApprovalSerializer(approval).data)
