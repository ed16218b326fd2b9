"""A scripted ledger, and a client that is connected to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.client import LedgerClient, forget_clients, get_client
from tests.ledger.client.ledgers import ScriptedLedger, running_ledger


@pytest.fixture
def ledger() -> Iterator[ScriptedLedger]:
    """A ledger on a free port."""
    with running_ledger() as found:
        yield found


@pytest.fixture
def client(ledger: ScriptedLedger, settings: Any) -> Iterator[LedgerClient]:
    """A client of that ledger."""
    settings.LEDGER_ADDRESS = ledger.address
    yield get_client()
    forget_clients()


@pytest.fixture
def hasty_client(client: LedgerClient, settings: Any) -> LedgerClient:
    """Another client of that ledger, with short deadlines."""
    settings.LEDGER_READ_SECONDS = 1.0
    settings.LEDGER_WRITE_SECONDS = 1.0
    return get_client()
