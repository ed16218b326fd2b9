"""Every route for everyone: strangers and each role get in where they may, and nowhere else.

Routes are found by looking, so that a new one is tested from its first day; one that declares no
permission fails here, unless it stands in the short list of what is public.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from billie.staff.access import SIGNED_IN
from billie.staff.roles import PERMISSIONS, Role
from billie.staff.tokens import issue_token
from tests.billie.staff.people import person
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
DOORS = [(route, method) for route in ROUTES for method in route.methods()]
SHUT = [(route, method) for route, method in DOORS if not route.is_public(method)]
# Streams ask over connections of their own, which cannot see what a test has not committed; who
# may watch what is shown in tests/billie/live and tests/billers/api/test_stream.py.
STREAMS = {"live:stream", "billers-api:stream"}
FOR_ROLES = [(route, method) for route, method in SHUT if route.name not in STREAMS]
API_DOORS = [
    (route, method)
    for route, method in SHUT
    if route.path.startswith("/api/") and route.name != "api-docs"  # that is a page for people
]


def _name(value: object) -> str:
    return value.path if isinstance(value, Route) else str(value)


def _ask(
    browser: Client, route: Route, method: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    """Return a route's answer; a page that only takes forms is sent an empty one."""
    browser.raise_request_exception = False
    answer: Any = browser.generic(method, route.path, headers=headers)
    if answer.status_code == 405 and method == "GET":
        answer = browser.post(route.path, headers=headers)
    return answer


def _outcome(answer: HttpResponse) -> str:
    if answer.status_code in {401, 403}:
        return "refused"
    if answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login/"):
        return "refused"
    if answer.status_code == 503 and b"LEDGER_UNAVAILABLE" in answer.content:
        return "let in"  # as far as the ledger, which nobody runs here
    return "failed" if answer.status_code >= 500 or answer.status_code == 405 else "let in"


def _shows_nothing(route: Route, answer: HttpResponse) -> bool:
    """Return whether this is the admin's answer about the history of what does not exist."""
    return route.name.endswith("_history") and answer.headers.get("Location") == "/admin/"


def _allows(permission: str, role: Role) -> bool:
    return permission == SIGNED_IN or permission in PERMISSIONS[role]


def test_every_route_declares_who_may_enter() -> None:
    undeclared = [f"{method} {route.path}" for route, method in SHUT if not route.needs(method)]

    assert undeclared == []


def test_every_permission_that_a_route_declares_belongs_to_a_role() -> None:
    declared = {
        (route.path, permission)
        for route, method in SHUT
        if (permission := route.needs(method)) and not route.name.startswith("admin:")
    }

    unknown = {
        (path, permission) for path, permission in declared if not _allows(permission, Role.ADMIN)
    }
    assert unknown == set()


@pytest.mark.parametrize(("route", "method"), SHUT, ids=_name)
def test_a_stranger_gets_in_nowhere(route: Route, method: str) -> None:
    answer = _ask(Client(), route, method)

    assert _outcome(answer) == "refused"
    if route.path.startswith("/api/") and route.name != "api-docs":
        assert answer.status_code == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("route", "method"), FOR_ROLES, ids=_name)
def test_a_role_gets_in_where_it_may_and_nowhere_else(
    route: Route, method: str, role: Role
) -> None:
    browser = Client()
    browser.force_login(person(role), backend="django.contrib.auth.backends.ModelBackend")
    permission = route.needs(method)
    assert permission is not None

    answer = _ask(browser, route, method)

    expected = "let in" if _allows(permission, role) else "refused"
    assert _outcome(answer) == expected or _shows_nothing(route, answer)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("route", "method"), [door for door in API_DOORS if door[0].name not in STREAMS], ids=_name
)
def test_a_token_with_a_scope_opens_what_that_role_may_and_nothing_else(
    route: Route, method: str, role: Role
) -> None:
    _row, secret = issue_token(
        user=person(Role.ADMIN), name="test", scope=role.value, now=datetime.now(UTC)
    )
    permission = route.needs(method)
    assert permission is not None

    answer = _ask(Client(), route, method, {"Authorization": f"Bearer {secret}"})

    assert _outcome(answer) == ("let in" if _allows(permission, role) else "refused")


@pytest.mark.parametrize(("route", "method"), API_DOORS, ids=_name)
def test_a_wrong_token_gets_in_nowhere(route: Route, method: str) -> None:
    answer = _ask(Client(), route, method, {"Authorization": "Bearer billie_0000000000_wrong"})

    assert _outcome(answer) == "refused"


@pytest.mark.parametrize(("route", "method"), SHUT, ids=_name)
def test_someone_who_left_gets_in_nowhere(route: Route, method: str) -> None:
    browser = Client()
    browser.force_login(person(Role.ADMIN), backend="django.contrib.auth.backends.ModelBackend")
    User.objects.update(is_active=False)

    assert _outcome(_ask(browser, route, method)) == "refused"


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_public("GET")], ids=_name)
def test_what_is_public_answers_strangers(route: Route) -> None:
    assert _outcome(_ask(Client(), route, "GET")) == "let in"
