"""A program with a token, and a ledger that says what the test wants."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from billie.staff.roles import Role
from ledger.client import forget_clients
from tests.ledger.client.ledgers import ScriptedLedger, running_ledger
from tests.servicing.api.conftest import Program


@pytest.fixture
def ledger(settings: Any) -> Iterator[ScriptedLedger]:
    """A scripted ledger that the settings point to."""
    with running_ledger() as found:
        settings.LEDGER_ADDRESS = found.address
        forget_clients()
        yield found
    forget_clients()


@pytest.fixture
def program(db: None) -> Program:
    return Program(Role.READONLY)


@pytest.fixture
def program_as(db: None) -> Callable[[Role], Program]:
    return Program
