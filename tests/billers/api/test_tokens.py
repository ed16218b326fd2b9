"""Prepaid tokens over the API: masked everywhere, in clear for the asking and the right."""

import pytest

from billie.staff.models import AuditEntry
from billie.staff.roles import Role
from tests.billers.api.conftest import error

METER = "1000200030"
LIST = "/api/billers/transactions"


@pytest.fixture
def sold(desk):
    """A payment that prepaid tokens were given for."""
    return desk.confirm("SRWB_PREPAID", METER)


@pytest.fixture
def teller(caller_as):
    return caller_as(Role.OPERATIONS)


def test_tokens_are_given_to_who_has_the_right_and_kept_by_nobody(teller, desk, sold):
    answer = teller.post(f"transactions/{sold.number}/reveal-token")

    assert answer.status_code == 200
    assert answer.json()["tokens"] == desk.taken("SRWB_PREPAID", METER)[0]["tokens"]
    assert answer.json()["isReprint"] is False
    assert answer.headers["Cache-Control"] == "no-store"
    assert AuditEntry.objects.get(action="TOKEN_REVEALED").actor_name == "another.operations"


def test_who_has_not_the_right_gets_no_token(caller_as, sold):
    answer = caller_as(Role.READONLY).post(f"transactions/{sold.number}/reveal-token")

    assert (answer.status_code, error(answer)["code"]) == (403, "PERMISSION_MISSING")
    assert not sold.reveals.exists()


def test_a_reprint_wants_a_reason(teller, sold):
    path = f"transactions/{sold.number}/reveal-token"
    first = teller.post(path)

    silent = teller.post(path)
    again = teller.post(path, {"reason": "The paper jammed."})

    assert (silent.status_code, error(silent)["code"]) == (422, "REASON_MISSING")
    assert list(error(silent)["fields"]) == ["reason"]
    assert again.json()["tokens"] == first.json()["tokens"]
    assert again.json()["isReprint"] is True


def test_a_payment_shows_its_tokens_masked_and_who_has_seen_them(teller, sold):
    path = f"transactions/{sold.number}/reveal-token"
    tokens = teller.post(path).json()["tokens"]
    teller.post(path, {"reason": "The paper jammed."})

    shown = teller.get(f"{LIST}/{sold.number}")
    listed = teller.get(LIST)

    assert [token["masked"] for token in shown["tokens"]] == [
        f"•••• •••• •••• •••• {token[-4:]}" for token in tokens
    ]
    assert [(row["isReprint"], row["reason"]) for row in shown["tokenReveals"]] == [
        (False, None),
        (True, "The paper jammed."),
    ]
    assert shown["choices"]["revealToken"]["possible"] is True
    for token in tokens:
        assert token not in str(shown)
        assert token not in str(listed)


def test_what_was_not_paid_has_no_token_to_show(teller, desk):
    unpaid = desk.ask("LWB_POSTPAID", METER)

    answer = teller.post(f"transactions/{unpaid.number}/reveal-token")

    assert (answer.status_code, error(answer)["code"]) == (409, "NOT_POSSIBLE")
    assert error(answer)["message"] == "Only the token of a bill that was paid is shown."


@pytest.mark.parametrize("body", [{"reason": ["x"]}, {"reason": "x" * 1001}, {"why": "Because."}])
def test_a_body_that_cannot_be_meant_shows_nothing(teller, sold, body):
    answer = teller.post(f"transactions/{sold.number}/reveal-token", body)

    assert answer.status_code == 400
    assert not sold.reveals.exists()
