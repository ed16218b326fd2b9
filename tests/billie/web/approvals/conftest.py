"""People at the screens, and a kind of request whose subject can change."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from billie.staff.roles import Role
from tests.billie.staff.approval_story import Desk, open_desk
from tests.billie.staff.people import person


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The kind of request of the tests, with its subject and its diary."""
    with open_desk() as desk:
        yield desk


@pytest.fixture
def olive(db: None) -> User:
    """Somebody in operations, who asks."""
    return person(Role.OPERATIONS, username="olive", first_name="Olive", last_name="Ops")


@pytest.fixture
def sam(db: None) -> User:
    """A supervisor, who decides."""
    return person(Role.SUPERVISOR, username="sam", first_name="Sam", last_name="Second")


@pytest.fixture
def browser_of(db: None) -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def open_browser(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_browser
