"""Who asks and who approves."""

import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from tests.billie.staff.people import person


@pytest.fixture
def olive(db: None) -> User:
    """Somebody in operations, who asks."""
    return person(Role.OPERATIONS, first_name="Olive", last_name="Perations")


@pytest.fixture
def sam(db: None) -> User:
    """A supervisor, who approves."""
    return person(Role.SUPERVISOR, first_name="Sam", last_name="Upervisor")
