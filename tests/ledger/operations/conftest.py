"""Who asks and who approves."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from ledger.guards import forget_guard, register_guard
from ledger.intents import Intent
from ledger.models import CommandKind
from tests.billie.staff.people import person


@pytest.fixture
def olive(db: None) -> User:
    """Somebody in operations, who asks."""
    return person(Role.OPERATIONS, first_name="Olive", last_name="Perations")


@pytest.fixture
def sam(db: None) -> User:
    """A supervisor, who approves."""
    return person(Role.SUPERVISOR, first_name="Sam", last_name="Upervisor")


@pytest.fixture
def no_late_fees() -> Iterator[None]:
    """Another room that forbids late fees."""

    def object_to_late_fees(intent: Intent, by: User, now: datetime) -> str | None:
        return "In hardship until May." if intent.kind == CommandKind.LATE_FEE else None

    register_guard("hardship of a test", object_to_late_fees)
    yield
    forget_guard("hardship of a test")
