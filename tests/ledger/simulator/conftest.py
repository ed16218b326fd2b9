"""A client of the running simulator."""

from collections.abc import Iterator

import pytest

from tests.ledger.simulation import Simulation
from tests.ledger.simulator.asking import Teller


@pytest.fixture
def teller(ledger_simulator: Simulation) -> Iterator[Teller]:
    teller = Teller(ledger_simulator.address)
    yield teller
    teller.channel.close()
