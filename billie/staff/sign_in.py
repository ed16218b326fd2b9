"""What happens at sign-in beside Django's own: the audit trail, the answer to too many tries."""

from typing import Any

from axes.helpers import get_cool_off
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from billie.staff import audit

LOCKED_MESSAGE = "There were too many failed sign-ins for this name from this address."


def record_sign_in(user: User, **_: Any) -> None:
    """Record that someone signed in."""
    audit.record(
        action="SIGNED_IN", subject=("user", user.username), actor=user, now=timezone.now()
    )


def record_sign_out(user: User | None, **_: Any) -> None:
    """Record that someone signed out; an expired session leaves nobody to name."""
    if user is not None:
        audit.record(
            action="SIGNED_OUT", subject=("user", user.username), actor=user, now=timezone.now()
        )


def record_failed_sign_in(credentials: dict[str, Any], **_: Any) -> None:
    """Record that someone gave a wrong name or password; the password is not kept."""
    name = str(credentials.get("username") or "")
    audit.record(
        action="SIGN_IN_FAILED", subject=("user", name), actor=name or None, now=timezone.now()
    )


def answer_locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None, **_: Any
) -> HttpResponse:
    """Return what someone sees who tried too often: JSON for the API, a page for people."""
    cool_off = get_cool_off(request)
    seconds = int(cool_off.total_seconds()) if cool_off else 0
    wait = f"Wait {seconds // 60} minutes and try again, or ask an administrator to unlock you."
    headers = {"Retry-After": str(seconds)}
    if request.path.startswith("/api/"):
        error = {
            "code": "TOO_MANY_SIGN_INS",
            "message": LOCKED_MESSAGE,
            "fields": {},
            "nextStep": wait,
        }
        return JsonResponse({"error": error}, status=429, headers=headers)
    response = render(
        request,
        "billie/problem.html",
        {
            "layout": "billie/bare_page.html",
            "title": "Signing in is locked",
            "message": LOCKED_MESSAGE,
            "next_step": wait,
        },
        status=429,
    )
    response.headers["Retry-After"] = str(seconds)
    return response
