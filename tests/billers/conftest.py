"""What tests of bill payments may ask for: simulated billers, in this process or in their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.billers.simulated_billers import (
    BillersProcess,
    SimulatedBillersHere,
    billers_in_a_thread,
)


@pytest.fixture
def simulated_billers() -> Iterator[SimulatedBillersHere]:
    """Simulated billers with empty books, on a port of their own."""
    with billers_in_a_thread() as billers:
        yield billers


@pytest.fixture
def billers_process(tmp_path: Path) -> Iterator[BillersProcess]:
    """Simulated billers as a program of their own, which may be killed and started again."""
    billers = BillersProcess(tmp_path / "books.jsonl")
    billers.start()
    yield billers
    billers.kill()
