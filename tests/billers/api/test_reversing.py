"""Asking over the API for a paid bill to be taken back."""

import pytest

from billie.staff.roles import Role
from tests.billers.api.conftest import error
from tests.billers.operations.reversals import reverse

REASON = {"reason": "The customer gave another household's number."}


def test_a_reversal_is_asked_for_once_and_waits_for_a_second_person(teller, desk):
    paid = desk.pay("LWB_POSTPAID", "2200330044")

    silent = teller.post(f"transactions/{paid.number}/reverse")
    answer = teller.post(f"transactions/{paid.number}/reverse", REASON)
    again = teller.post(f"transactions/{paid.number}/reverse", REASON)

    assert (silent.status_code, list(error(silent)["fields"])) == (400, ["reason"])
    assert (answer.status_code, answer.json()["state"]) == (202, "PENDING")
    assert answer.json()["kind"] == "billers.reverse_payment"
    assert again.status_code == 409
    assert teller.get(f"/api/billers/transactions/{paid.number}")["status"] == "COMPLETED"


def test_a_payment_tells_how_its_reversal_went(teller, desk):
    reversed_ = reverse(desk, desk.pay("LWB_POSTPAID", "2200330044"))

    shown = teller.get(f"/api/billers/transactions/{reversed_.number}")

    assert (shown["status"], shown["reversingSince"]) == ("REVERSED", None)
    assert (shown["reverseOutcome"], shown["refundOutcome"]) == ("ACCEPTED", None)
    assert [attempt["leg"] for attempt in shown["attempts"]] == ["PAY", "REVERSE"]


def test_a_biller_that_takes_nothing_back_says_what_to_do(teller, desk):
    paid = desk.pay("MASM", "2200330044")

    answer = teller.post(f"transactions/{paid.number}/reverse", REASON)

    assert (answer.status_code, error(answer)["code"]) == (409, "NOT_POSSIBLE")
    assert "ask them" in error(answer)["message"]


def test_what_is_said_must_be_about_what_nobody_knows(teller, desk):
    paid = desk.pay("LWB_POSTPAID", "2200330044")
    desk.billers.order("answer_lost", biller="LWB_POSTPAID")
    unknown = reverse(desk, paid)
    body = {"outcome": "PAID", "reason": "It is in their books."}

    wrong = teller.post(f"transactions/{unknown.number}/resolve", body)
    right = teller.post(
        f"transactions/{unknown.number}/resolve", {**body, "outcome": "TAKEN_BACK"}
    )

    assert (wrong.status_code, right.status_code) == (409, 202)
    assert "TAKEN_BACK" in error(wrong)["message"]


@pytest.mark.parametrize("role", [Role.READONLY])
def test_only_some_may_ask(caller_as, desk, role):
    paid = desk.pay("LWB_POSTPAID", "2200330044")

    answer = caller_as(role).post(f"transactions/{paid.number}/reverse", REASON)

    assert (answer.status_code, error(answer)["code"]) == (403, "PERMISSION_MISSING")
