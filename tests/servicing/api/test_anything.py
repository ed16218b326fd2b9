"""Whatever is asked of the API, the answer is no fault of ours."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.servicing.api.conftest import Program

PLACES = [
    "/api/customers",
    "/api/accounts",
    "/api/conversations",
    "/api/search",
    "/api/events/dead-letters",
    "/api/customer/CUS-1/notes",
]
NAMES = [
    "q", "cursor", "limit", "status", "bucket", "daysFrom", "daysTo", "inArrears", "customerId",
    "accountNumber", "decision", "ekycStatus", "vulnerable", "typ", "aggregate",
]  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = TEXT | st.sampled_from(["true", "OPEN", "active", "none", "1", "9" * 30, "-1", "1e9"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SLOWLY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("path", PLACES)
@SLOWLY
@given(parameters=st.dictionaries(st.sampled_from(NAMES) | TEXT, VALUES, max_size=3))
def test_any_parameters_get_an_answer(program: Program, path: str, parameters: dict[str, str]):
    answer = program.ask(path, **{name: parameters[name] for name in parameters})

    assert answer.status_code in {200, 400, 404}


@pytest.mark.parametrize("place", ["customer", "accounts", "conversations"])
@SLOWLY
@given(key=TEXT)
@example(key="\0")
@example(key="C\0%?#/..")
def test_any_identifier_gets_an_answer(program: Program, place: str, key: str):
    answer = program.ask(f"/api/{place}/{quote(key)}")

    assert answer.status_code in ({400} if "\0" in key else {200, 301, 404})


@SLOWLY
@given(
    body=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ["text", "channel", "loanAccountId", "amends", "conversationId"], JSON
        )
        | {"channel": st.sampled_from(["PHONE", "x"])},
    )
)
def test_any_note_gets_an_answer(program: Program, mei: str, body: dict[str, Any]):
    answer = program.send("/api/customer/CUS-1/notes", body)

    assert answer.status_code in {201, 400, 404}
