"""Callbacks at the door: kept as they came, answered alike, believed only when signed."""

import orjson
import pytest
from django.test import Client

from billers.api.callbacks import LONGEST_BODY, CallbackThrottle
from billers.models import Callback
from billers.operations.callbacks import process_callback
from billers.simulator.callbacks import signed
from tests.billers.api.conftest import error

UNKNOWN = "22003366613"
DOOR = "/api/billers/callbacks/masm"


def call(desk, body, *, key="made-up-key", path=DOOR):
    headers = signed(body, secret=key, at=desk.at)
    return Client(headers=headers).post(path, body, content_type="application/json")


@pytest.fixture
def unknown(desk):
    """A payment of which nobody knows, and what its biller would call about it."""
    payment = desk.pay("MASM", UNKNOWN)
    reference = payment.attempts.get(leg="PAY").reference
    told = {
        "ourTransactionId": reference,
        "theirTransactionId": "R-1",
        "accountNumber": payment.account_number,
        "amount": f"{payment.amount:.2f}",
        "currency": payment.currency,
        "status": "ACCEPTED",
    }
    return payment, orjson.dumps(told)


def test_a_signed_callback_settles_a_payment(desk, unknown):
    payment, body = unknown

    answer = call(desk, body)
    process_callback(callback_id=Callback.objects.get().pk, now=desk.at)

    assert (answer.status_code, answer.json()) == (202, {"kept": True})
    payment.refresh_from_db()
    assert payment.status == "COMPLETED"


def test_a_forged_callback_is_answered_alike_and_moves_nothing(desk, unknown):
    payment, body = unknown

    answer = call(desk, body, key="guessed")
    process_callback(callback_id=Callback.objects.get().pk, now=desk.at)

    assert (answer.status_code, answer.json()) == (202, {"kept": True})
    assert Callback.objects.get().verdict == "FORGED"
    payment.refresh_from_db()
    assert payment.status == "UNKNOWN"


def test_the_same_callback_twice_is_kept_once(desk, unknown):
    _payment, body = unknown

    assert [call(desk, body).status_code for _ in range(2)] == [202, 202]
    assert Callback.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b'"a\\u0000b"', b"\x00", b"<x/>"])
def test_whatever_is_sent_is_kept(desk, body):
    assert call(desk, body).status_code == 202


def test_what_is_too_long_is_not_even_read(desk):
    answer = call(desk, b"x" * (LONGEST_BODY + 1))

    assert (answer.status_code, error(answer)["code"]) == (413, "CALLBACK_TOO_LONG")
    assert Callback.objects.count() == 0


def test_a_biller_that_is_not_ours_has_no_door(desk):
    answer = call(desk, b"{}", path="/api/billers/callbacks/escom")

    assert (answer.status_code, error(answer)["code"]) == (404, "BILLER_NOT_KNOWN")


def test_one_address_cannot_flood_the_door(desk, monkeypatch):
    monkeypatch.setattr(CallbackThrottle, "rate", "2/min")

    answers = [call(desk, str(number).encode()) for number in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert error(answers[2])["code"] == "TOO_MANY_REQUESTS"
    assert answers[2]["Retry-After"]
