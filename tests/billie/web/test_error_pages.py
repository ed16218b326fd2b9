"""What people see when a page refuses them or fails."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from billie.staff.access import RequiresPermission, requires_permission
from billie.staff.roles import Role
from tests.billie.staff.people import person, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.billie.web.test_error_pages"),
]


@requires_permission("servicing.replay_dead_letter")
def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("opened")


class _PageClass(RequiresPermission):
    required_permission = "servicing.replay_dead_letter"

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("opened")


def _failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("swordfish")


handler403 = "billie.web.error_pages.forbidden"
handler404 = "billie.web.error_pages.not_found"
handler500 = "billie.web.error_pages.failed"
urlpatterns = [
    path("page", _page),
    path("page-class", _PageClass.as_view()),
    path("failing", _failing),
    path("", include("billie.urls")),
]


@pytest.mark.parametrize("address", ["/page", "/page-class"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(address: str) -> None:
    answer = Client().get(f"{address}?a=b")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/admin/login/?next={address}%3Fa%3Db"


@pytest.mark.parametrize("address", ["/page", "/page-class"])
def test_who_lacks_the_permission_reads_which_and_whom_to_ask(address: str) -> None:
    answer = signed_in(Role.OPERATIONS).get(address)

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "“Can replay dead letters” (servicing.replay_dead_letter)" in page
    assert "Ask a supervisor" in page


@pytest.mark.parametrize("address", ["/page", "/page-class"])
def test_who_has_the_permission_comes_in(address: str) -> None:
    assert signed_in(Role.SUPERVISOR).get(address).content == b"opened"


def test_an_unknown_page_is_a_page_for_everyone() -> None:
    for browser in (Client(), signed_in(Role.READONLY)):
        answer = browser.get("/nothing-here")
        assert answer.status_code == 404
        assert "nothing at this address" in answer.content.decode()


def test_a_failure_shows_the_request_id_and_nothing_else() -> None:
    browser = signed_in(Role.READONLY)
    browser.raise_request_exception = False

    answer = browser.get("/failing")

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    assert "swordfish" not in answer.content.decode()


def test_a_form_without_its_csrf_token_is_refused_with_a_way_out() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})

    assert answer.status_code == 403
    assert "Load the page again" in answer.content.decode()


def test_too_many_failed_sign_ins_lock_the_page_with_a_way_out() -> None:
    person(Role.OPERATIONS)
    browser = Client()

    for _ in range(10):
        browser.post("/admin/login/", {"username": "a.operations", "password": "wrong"})
    answer = browser.post("/admin/login/", {"username": "a.operations", "password": "wrong"})

    assert answer.status_code == 429
    assert "too many failed sign-ins" in answer.content.decode()
    assert "15 minutes" in answer.content.decode()


def test_every_answer_carries_the_security_headers() -> None:
    for address in ("/healthz", "/admin/login/", "/nothing-here", "/api/auth/me"):
        headers = Client().get(address).headers
        assert "script-src 'self' 'unsafe-eval';" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Cache-Control" in headers
    assert Client().get("/api/auth/me").headers["Cache-Control"] == "no-store"
