"""Whatever is asked of this room's reads, the answer is no fault of ours."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
NAMES = ["type", "from", "to", "format", "cursor", "limit"]
VALUES = TEXT | st.sampled_from(["REPAYMENT", "2026-01-01", "0001-01-01", "9999-12-31", "pdf"])
SLOWLY = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("place", ["balance", "transactions", "statement", "schedule"])
@SLOWLY
@given(key=TEXT)
@example(key="\0")
@example(key="L\0%?#/..")
def test_any_identifier_gets_an_answer(
    ledger_simulator: Simulation, program: Program, place: str, key: str
):
    answer = program.ask(f"/api/ledger/{place}/{quote(key)}")

    assert answer.status_code in ({400} if "\0" in key else {301, 404, 422})


@pytest.mark.parametrize("place", ["balance", "transactions", "statement", "schedule", "health"])
@SLOWLY
@given(parameters=st.dictionaries(st.sampled_from(NAMES) | TEXT, VALUES, max_size=3))
def test_any_parameters_get_an_answer(
    ledger_simulator: Simulation, program: Program, place: str, parameters: dict[str, str]
):
    account = ledger_simulator.open_account().loan_account_id
    path = place if place == "health" else f"{place}/{account}"

    answer = program.ask(f"/api/ledger/{path}", **parameters)

    assert answer.status_code in {200, 400, 422}
