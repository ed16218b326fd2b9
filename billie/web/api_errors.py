"""How errors are answered by the API: one shape for all, and a table of what each means.

`{"error": {"code", "message", "fields", "nextStep"}}` (DESIGN 8). `code` is for programs, the
sentences are for people; `fields` holds sentences by field in camelCase and may be empty. Rooms
add their own exceptions with `register_answers`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from billie.staff.access import PermissionMissing
from billie.staff.role_groups import permission_words
from billie.staff.roles import who_may
from billie.web.camel_case import camel
from billie.web.keyset import CursorNotValid, LimitNotValid

READ_THE_CONTRACT = "Compare the request with the description at /api/docs."


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorAnswer:
    """What an exception means to a caller.

    Without a `message` the exception's own words are used, so those must be safe to show.
    `field` names the one field that is to blame, in camelCase; an exception may have `fields` of
    its own, sentences by name, and `more` to say in the answer.
    """

    status: int
    code: str
    next_step: str
    message: str = ""
    field: str = ""


_answers: dict[type[Exception], ErrorAnswer] = {
    exceptions.ParseError: ErrorAnswer(
        status=400,
        code="NOT_READABLE",
        message="The body of the request is not valid JSON.",
        next_step="Send one JSON object in UTF-8.",
    ),
    RequestDataTooBig: ErrorAnswer(
        status=413,
        code="BODY_TOO_LARGE",
        message="The body of the request is larger than anything that is meant here.",
        next_step="Send one JSON object with what the description at /api/docs names.",
    ),
    exceptions.NotAuthenticated: ErrorAnswer(
        status=401,
        code="NOT_SIGNED_IN",
        message="This needs a signed-in person or a token.",
        next_step="Get a token with POST /api/auth/token and send it as Authorization: Bearer.",
    ),
    exceptions.AuthenticationFailed: ErrorAnswer(
        status=401,
        code="TOKEN_NOT_VALID",
        next_step="Get a new token with POST /api/auth/token.",
    ),
    exceptions.PermissionDenied: ErrorAnswer(
        status=403,
        code="NOT_ALLOWED",
        next_step="Use a token, or send the CSRF token of your session as X-CSRFToken.",
    ),
    PermissionDenied: ErrorAnswer(
        status=403,
        code="NOT_ALLOWED",
        message="This is not allowed.",
        next_step="Ask an administrator whether your role should allow it.",
    ),
    exceptions.NotFound: ErrorAnswer(
        status=404,
        code="NOT_FOUND",
        message="There is nothing at this address.",
        next_step="Check the identifier and the address.",
    ),
    Http404: ErrorAnswer(
        status=404,
        code="NOT_FOUND",
        message="There is nothing at this address.",
        next_step="Check the identifier and the address.",
    ),
    ObjectDoesNotExist: ErrorAnswer(
        status=404,
        code="NOT_FOUND",
        message="There is nothing with this identifier.",
        next_step="Check the identifier, or search for what you are looking for.",
    ),
    exceptions.MethodNotAllowed: ErrorAnswer(
        status=405, code="METHOD_NOT_ALLOWED", next_step=READ_THE_CONTRACT
    ),
    exceptions.NotAcceptable: ErrorAnswer(
        status=406,
        code="NOT_ACCEPTABLE",
        message="This API answers in JSON only.",
        next_step="Send Accept: application/json, or no Accept at all.",
    ),
    exceptions.UnsupportedMediaType: ErrorAnswer(
        status=415,
        code="MEDIA_TYPE_NOT_SUPPORTED",
        next_step="Send JSON with Content-Type: application/json.",
    ),
    exceptions.Throttled: ErrorAnswer(
        status=429, code="TOO_MANY_REQUESTS", next_step="Wait, then send the request again."
    ),
    CursorNotValid: ErrorAnswer(
        status=400,
        code="CURSOR_NOT_VALID",
        field="cursor",
        next_step="Ask for the list without a cursor.",
    ),
    LimitNotValid: ErrorAnswer(
        status=400,
        code="LIMIT_NOT_VALID",
        field="limit",
        next_step="Ask for fewer rows, and follow `next` for more.",
    ),
}


def register_answers(answers: Mapping[type[Exception], ErrorAnswer]) -> None:
    """Add a room's exceptions to the table; a subclass is answered as its nearest ancestor."""
    _answers.update(answers)


def error_body(
    *,
    code: str,
    message: str,
    next_step: str,
    fields: Mapping[str, list[str]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the body of every error answer; `more` is what some errors say beside it."""
    return {
        "error": {
            "code": code,
            "message": message,
            "fields": dict(fields or {}),
            "nextStep": next_step,
            **(more or {}),
        }
    }


def answer_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to an exception of an endpoint, None for a fault of our own.

    A fault of our own is logged with its request and answered by `billie.web.error_pages`.
    """
    if isinstance(error, exceptions.ValidationError):
        response = Response(_validation_body(error.detail), status=400)
    elif isinstance(error, PermissionMissing):
        response = Response(permission_body(error), status=403)
    elif (answer := _answer_to(error)) is not None:
        response = Response(_body(error, answer), status=answer.status, headers=_headers(error))
    else:
        return None
    set_rollback()
    return response


def permission_body(error: PermissionMissing) -> dict[str, Any]:
    """Return what to tell someone who lacks a permission: which, and who has it."""
    return error_body(
        code="PERMISSION_MISSING",
        message=f"This needs the permission {permission_words(error.permission)}.",
        next_step=who_may(error.permission),
    )


def _answer_to(error: Exception) -> ErrorAnswer | None:
    for ancestor in type(error).__mro__:
        if ancestor in _answers:
            return _answers[ancestor]
    if isinstance(error, exceptions.APIException):
        code = str(error.default_code).upper()
        next_step = getattr(error, "next_step", READ_THE_CONTRACT)
        return ErrorAnswer(status=error.status_code, code=code, next_step=next_step)
    return None


def _body(error: Exception, answer: ErrorAnswer) -> dict[str, Any]:
    message = answer.message or str(error)
    own: Mapping[str, str] = getattr(error, "fields", {})
    fields = {camel(name): [sentence] for name, sentence in own.items() if name}
    if answer.field:
        fields = {answer.field: [message]}
    return error_body(
        code=answer.code,
        message=message,
        fields=fields,
        next_step=getattr(error, "next_step", "") or answer.next_step,
        more=getattr(error, "more", {}),
    )


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _validation_body(detail: Any) -> dict[str, Any]:
    """Return the answer to a request whose fields are wrong; each sentence stands at its field."""
    fields: dict[str, list[str]] = {}
    general: list[str] = []
    for path, sentence in _sentences(detail, ()):
        if path:
            fields.setdefault(".".join(path), []).append(sentence)
        else:
            general.append(sentence)
    if not general:
        general = [
            "One field is wrong." if len(fields) == 1 else f"{len(fields)} fields are wrong."
        ]
    return error_body(
        code="NOT_VALID",
        message=" ".join(general),
        fields=fields,
        next_step="Correct what `fields` names and send the request again."
        if fields
        else READ_THE_CONTRACT,
    )


def _sentences(detail: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (path of a field, what is wrong with it) of errors nested as their serializers are."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = str(name) != api_settings.NON_FIELD_ERRORS_KEY
            yield from _sentences(inner, (*path, camel(str(name))) if own else path)
    elif isinstance(detail, list | tuple):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from _sentences(inner, (*path, str(place)) if nested else path)
    else:
        yield path, str(detail)
