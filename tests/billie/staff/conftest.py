"""People and a kind of request for the stories of approvals."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from tests.billie.staff.approval_story import Desk, open_desk
from tests.billie.staff.people import person


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The kind of request of the tests, with its subject and its diary."""
    with open_desk() as desk:
        yield desk


@pytest.fixture
def ann() -> User:
    """A supervisor who asks."""
    return person(Role.SUPERVISOR, username="ann", first_name="Ann", last_name="Asker")


@pytest.fixture
def sam() -> User:
    """A supervisor who is the second person."""
    return person(Role.SUPERVISOR, username="sam", first_name="Sam", last_name="Second")
