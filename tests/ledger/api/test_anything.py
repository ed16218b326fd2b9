"""Whatever is sent to move money, the answer is no fault of ours, and nothing is posted twice."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billie.staff.roles import Role
from ledger.models import CommandKind
from tests.ledger.api.posting import ADDRESSES, BODIES, fresh_key
from tests.ledger.operations.asking import KINDS
from tests.ledger.simulation import Simulation
from tests.servicing.api.conftest import Program

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
AMOUNTS = st.decimals(allow_nan=True, allow_infinity=True).map(str) | st.sampled_from(
    ["1.00", "0.01", "1e3", "-0", "\uff11\uff10", "1,000.00", "+5", "0x10", "5.", ".5", "9" * 40]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | AMOUNTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=4,
)
SLOWLY = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def teller(db: None) -> Program:
    return Program(Role.OPERATIONS)


@pytest.mark.parametrize("kind", KINDS)
@SLOWLY
@given(data=st.data())
def test_any_act_gets_an_answer_and_the_same_one_again(
    kind: CommandKind, data: Any, teller: Program, ledger_simulator: Simulation
):
    account = ledger_simulator.open_account(loan_account_id="").loan_account_id
    whole = {"loanAccountId": account, **BODIES[kind]}
    spoilt = data.draw(st.dictionaries(st.sampled_from([*whole, "currency", "notes"]), JSON))
    key = fresh_key()

    first, again = (teller.send(ADDRESSES[kind], {**whole, **spoilt}, key=key) for _ in range(2))

    assert first.status_code in {201, 202, 400, 404, 409, 422}, first.content
    assert again.status_code == first.status_code
    assert again.content == first.content or first.status_code >= 400


@SLOWLY
@given(body=JSON)
def test_any_preview_gets_an_answer(body: Any, teller: Program, ledger_simulator: Simulation):
    answer = teller.send("/api/ledger/preview", body)

    assert answer.status_code == 400
