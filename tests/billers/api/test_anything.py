"""Whatever is asked of this room's API, the answer is no fault of ours."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from billers.models import BillerConfig, BillerType, Dialect
from billie.staff.roles import Role
from tests.servicing.api.conftest import Program

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
PLACES = ["transactions", "transactions/stats", "invoice", "bundles", "t24/balance", "configs"]
NAMES = [
    "q", "cursor", "limit", "status", "outcome", "billerType", "transactionType", "from", "to",
    "minAmount", "maxAmount", "accountNumber", "initiatedBy", "needsAttention", "days", "account",
    "bundleId", "accountType",
]  # fmt: skip
VALUES = TEXT | st.sampled_from(
    ["TXN-2", "TXN", "0001-01-01", "9999-12-31", "true", "7", "1e9", "9" * 30, "masm", "FAILED"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["billerType", "accountNumber", "amount", "currency", "invoiceNumber", "bundleId"]
BODIES = st.dictionaries(
    st.sampled_from([*FIELDS, "phoneNumber", "isDeliberate", "debitAccount", "reason"]), JSON
)
SLOWLY = settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def admin(db: None) -> Program:
    """An administrator, and a biller that cannot be reached."""
    now = "2026-01-01T00:00:00Z"
    BillerConfig.objects.create(
        biller_type=BillerType.MASM,
        biller_name="MASM",
        display_name="MASM",
        dialect=Dialect.ESB,
        base_url="http://127.0.0.1:9",
        endpoints={"accountDetails": "/a/{account_number}"},
        retry_attempts=0,
        created_at=now,
        updated_at=now,
    )
    return Program(Role.ADMIN)


@pytest.mark.parametrize("place", PLACES)
@SLOWLY
@given(parameters=st.dictionaries(st.sampled_from(NAMES) | TEXT, VALUES, max_size=3))
@example(parameters={"billerType": "masm", "accountNumber": "1\n2"})
@example(parameters={"from": "0001-01-01", "to": "9999-12-31"})
def test_any_parameters_get_an_answer(admin: Program, place: str, parameters: dict[str, str]):
    answer = admin.ask(f"/api/billers/{place}", **parameters)

    assert answer.status_code in {200, 400, 404, 422, 502, 503}
    assert answer.status_code == 200 or answer.json()["error"]["nextStep"]


@SLOWLY
@given(key=TEXT)
@example(key="\0")
@example(key="TXN\0%?#/..")
def test_any_identifier_gets_an_answer(admin: Program, key: str):
    answer = admin.ask(f"/api/billers/transactions/{quote(key)}")

    assert answer.status_code in ({400} if "\0" in key else {200, 301, 404})


@pytest.mark.parametrize(
    "place",
    [
        "payment", "invoice/confirm", "bundles/purchase", "t24/transfer", "account-lookup",
        "transactions", "configs", "transactions/TXN-1/cancel", "transactions/TXN-1/resolve",
    ],
)  # fmt: skip
@SLOWLY
@given(body=BODIES | JSON, key=st.text("ab-", max_size=12))
def test_any_body_gets_an_answer(admin: Program, place: str, body: Any, key: str):
    answer: Any = admin.send(f"/api/billers/{place}", body, key=key)

    assert answer.status_code in {400, 404, 409, 422, 502, 503}
    assert answer.json()["error"]["nextStep"]
