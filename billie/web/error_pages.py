"""What people and programs see when Django itself refuses a request or something of ours fails.

Below `/api/` the answer is JSON, as everywhere in the API; elsewhere it is a page that says what
happened and what to do next.
"""

from http import HTTPStatus
from typing import Any

import structlog
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from billie.staff.access import PermissionMissing
from billie.web.api_errors import error_body, permission_body

API = "/api/"
IN_THE_PANEL = "billie/page.html"
BARE = "billie/bare_page.html"


@csrf_exempt
def unknown_api_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every address below /api/ that is none, in any mode and with any method."""
    return not_found(request, Http404())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at an address."""
    return _answer(
        request,
        status=404,
        code="NOT_FOUND",
        title="Nothing here",
        message="There is nothing at this address.",
        next_step="Check the address, or search for what you are looking for.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which permission is missing and who has it."""
    if not isinstance(exception, PermissionMissing):
        return _answer(
            request,
            status=403,
            code="NOT_ALLOWED",
            title="Not allowed",
            message="Your role does not allow this.",
            next_step="Ask an administrator whether it should.",
        )
    error = permission_body(exception)["error"]
    return _answer(
        request,
        status=403,
        code=error["code"],
        title="Not allowed",
        message=error["message"],
        next_step=error["nextStep"],
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request makes no sense; which part, an attacker need not know."""
    return _answer(
        request,
        status=400,
        code="NOT_READABLE",
        title="This request cannot be read",
        message="The request is not one that Billie understands.",
        next_step="Go back, load the page again and repeat what you did.",
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form did not come from a page of ours, or that the page was too old."""
    return _answer(
        request,
        status=403,
        code="CSRF_FAILED",
        title="This page was open for too long",
        message="The form could not be matched with your session, so nothing was done.",
        next_step="Load the page again and repeat what you did.",
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something of ours failed, and under which id it was recorded; nothing else."""
    request_id = structlog.contextvars.get_contextvars().get("request_id", "unknown")
    return _answer(
        request,
        status=500,
        code="FAILED",
        title="Something failed on our side",
        message=f"Something failed on our side. It was recorded as request {request_id}.",
        next_step="Try again. If it fails again, give this request id to an administrator.",
    )


def _answer(
    request: HttpRequest, *, status: int, code: str, title: str, message: str, next_step: str
) -> HttpResponse:
    if request.path.startswith(API):
        body = error_body(code=code, message=message, next_step=next_step)
        return JsonResponse(body, status=status)
    words: dict[str, Any] = {"title": title, "message": message, "next_step": next_step}
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and _is_signed_in(request):
        words |= {"layout": IN_THE_PANEL, **admin.site.each_context(request)}
        words["title"] = title
        return render(request, "billie/problem.html", words, status=status)
    # After a failure nothing is asked of the database, nor of the request.
    page = render_to_string("billie/problem.html", {"layout": BARE, **words})
    return HttpResponse(page, status=status)


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
