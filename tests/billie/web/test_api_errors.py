"""Every error of the API has one shape, says what to do next, and gives nothing away."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework import exceptions, serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billie.staff.access import SIGNED_IN
from billie.staff.roles import Role
from billie.web.api_errors import ErrorAnswer, register_answers
from billie.web.keyset import CursorNotValid, LimitNotValid
from tests.billie.staff.people import signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.billie.web.test_api_errors"),
]

SECRET = "the password is swordfish"


class NoSuchLoan(Exception):
    """An error of a room."""


class LoanIsClosed(NoSuchLoan):
    """A kind of it, with a next step of its own."""

    next_step = "Open another loan."


register_answers(
    {NoSuchLoan: ErrorAnswer(status=404, code="NO_SUCH_LOAN", next_step="Check the number.")}
)


class _NoteSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5)
    lines = serializers.ListField(child=serializers.IntegerField(), required=False)


RAISED: dict[str, Exception] = {
    "validation": exceptions.ValidationError(
        {"first_name": ["Too long."], "address": {"post_code": ["No."]}}
    ),
    "general": exceptions.ValidationError({"non_field_errors": ["Both dates are the same."]}),
    "sentence": exceptions.ValidationError("Nothing fits."),
    "missing": Http404("no Customer matches id 42"),
    "row": User.DoesNotExist("no row 42"),
    "denied": PermissionDenied(SECRET),
    "throttled": exceptions.Throttled(wait=7),
    "cursor": CursorNotValid("Begin again."),
    "limit": LimitNotValid("Too many."),
    "loan": NoSuchLoan("There is no loan 7."),
    "closed": LoanIsClosed("Loan 8 is closed."),
    "bug": RuntimeError(SECRET),
    "suspicious": SuspiciousOperation(SECRET),
}


class _RaisingView(APIView):
    required_permission = SIGNED_IN

    def get(self, request: Request, what: str) -> Response:
        raise RAISED[what]


class _NoteView(APIView):
    required_permission = {"POST": "servicing.add_contactnote", "GET": SIGNED_IN}
    parser_classes = [JSONParser]

    def get(self, request: Request) -> Response:
        return Response({})

    def post(self, request: Request) -> Response:
        note = _NoteSerializer(data=request.data)
        note.is_valid(raise_exception=True)
        return Response(note.validated_data)


class _UndeclaredView(APIView):
    def get(self, request: Request) -> Response:
        return Response(SECRET)


handler400 = "billie.web.error_pages.bad_request"
handler403 = "billie.web.error_pages.forbidden"
handler404 = "billie.web.error_pages.not_found"
handler500 = "billie.web.error_pages.failed"
urlpatterns = [
    path("api/raise/<what>", _RaisingView.as_view()),
    path("api/note", _NoteView.as_view()),
    path("api/undeclared", _UndeclaredView.as_view()),
    path("", include("billie.urls")),
]


@pytest.fixture
def staff() -> Client:
    browser = signed_in(Role.READONLY)
    browser.raise_request_exception = False
    return browser


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("validation", 400, "NOT_VALID"),
        ("general", 400, "NOT_VALID"),
        ("sentence", 400, "NOT_VALID"),
        ("missing", 404, "NOT_FOUND"),
        ("row", 404, "NOT_FOUND"),
        ("denied", 403, "NOT_ALLOWED"),
        ("throttled", 429, "TOO_MANY_REQUESTS"),
        ("cursor", 400, "CURSOR_NOT_VALID"),
        ("limit", 400, "LIMIT_NOT_VALID"),
        ("loan", 404, "NO_SUCH_LOAN"),
        ("closed", 404, "NO_SUCH_LOAN"),
        ("bug", 500, "FAILED"),
        ("suspicious", 400, "NOT_READABLE"),
    ],
)
def test_an_error_has_the_one_shape_and_gives_nothing_away(
    staff: Client, what: str, status: int, code: str
) -> None:
    answer = staff.get(f"/api/raise/{what}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "fields", "nextStep"}
    assert error["code"] == code
    assert error["message"]
    assert error["nextStep"]
    assert "swordfish" not in answer.content.decode()
    assert "42" not in answer.content.decode() or what == "bug"


def test_what_is_wrong_stands_at_its_field(staff: Client) -> None:
    fields = staff.get("/api/raise/validation").json()["error"]["fields"]

    assert fields == {"firstName": ["Too long."], "address.postCode": ["No."]}


def test_what_is_wrong_with_one_of_many_says_with_which() -> None:
    answer = signed_in(Role.OPERATIONS).post(
        "/api/note", {"text": "too long", "lines": [1, "x"]}, content_type="application/json"
    )

    assert answer.json()["error"]["message"] == "2 fields are wrong."
    assert set(answer.json()["error"]["fields"]) == {"text", "lines.1"}


def test_a_sentence_about_the_whole_is_the_message(staff: Client) -> None:
    error = staff.get("/api/raise/general").json()["error"]

    assert error["message"] == "Both dates are the same."
    assert error["fields"] == {}


def test_an_error_of_a_room_speaks_its_own_words(staff: Client) -> None:
    assert staff.get("/api/raise/loan").json()["error"]["message"] == "There is no loan 7."
    assert staff.get("/api/raise/closed").json()["error"]["nextStep"] == "Open another loan."


def test_who_is_throttled_is_told_for_how_long(staff: Client) -> None:
    assert staff.get("/api/raise/throttled").headers["Retry-After"] == "7"


def test_a_failure_of_ours_names_the_request_and_nothing_else(staff: Client) -> None:
    answer = staff.get("/api/raise/bug")

    assert answer.headers["X-Request-ID"] in answer.json()["error"]["message"]
    assert "RuntimeError" not in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"{", "application/json", 400, "NOT_READABLE"),
        (b"\xff", "application/json", 400, "NOT_READABLE"),
        (b"NaN", "application/json", 400, "NOT_READABLE"),
        (b"[]", "application/json", 400, "NOT_VALID"),
        (b"text=1", "application/x-www-form-urlencoded", 415, "MEDIA_TYPE_NOT_SUPPORTED"),
        (b"<a/>", "text/xml", 415, "MEDIA_TYPE_NOT_SUPPORTED"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    body: bytes, content_type: str, status: int, code: str
) -> None:
    answer = signed_in(Role.OPERATIONS).post("/api/note", body, content_type=content_type)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_method_that_an_endpoint_lacks_is_405(staff: Client) -> None:
    answer = staff.put("/api/note", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer.headers["Allow"]


def test_an_answer_in_a_form_we_do_not_speak_is_406(staff: Client) -> None:
    answer = staff.get("/api/note", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (406, "NOT_ACCEPTABLE")


def test_a_missing_permission_is_named_with_who_has_it(staff: Client) -> None:
    answer = staff.post("/api/note", {"text": "a"}, content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "PERMISSION_MISSING"
    assert "servicing.add_contactnote" in answer.json()["error"]["message"]
    assert "operations" in answer.json()["error"]["nextStep"]


def test_an_endpoint_that_declares_no_permission_is_shut(staff: Client) -> None:
    assert staff.get("/api/undeclared").status_code == 403
    assert Client().get("/api/undeclared").status_code == 401


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/api/", "/api/nothing", "/api/auth/me/", "/api/a/b?c=d"])
def test_an_unknown_address_of_the_api_is_404_in_json(address: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        for method in ("get", "post", "delete", "head", "options", "patch"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code == 404
            assert method == "head" or answer.json()["error"]["code"] == "NOT_FOUND"
