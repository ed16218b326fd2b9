"""Callbacks that are made to break who reads them: kept, answered alike, and no word of a payment.

They are signed, so that nothing but their content stands between them and the payment.
"""

from typing import Any

import orjson
import pytest
from django.test import Client

from billers.models import Alarm, Callback
from billers.operations.callbacks import list_unprocessed, process_callback
from billers.simulator.callbacks import signed
from tests.billers.operations.conftest import lone_bank
from tests.billers.operations.weather import UNKNOWN, pay_at, stands

__all__ = ["lone_bank"]

KEY = "made-up-key"
GROWING = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))

#   what is sent in the place of a callback
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"status": "ACC',
    "a list": b"[]",
    "a document type": b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    "entities that grow": b'<!DOCTYPE a [<!ENTITY e0 "ha">%s]><a>&e11;</a>' % GROWING,
    "20 000 levels": b"[" * 20_000 + b"]" * 20_000,
    "5 000 levels of objects": b'{"status":' * 5_000 + b"1" + b"}" * 5_000,
    "UTF-16": '{"status": "ACCEPTED"}'.encode("utf-16"),
    "bytes without meaning": b"\x00\xfe\xff%PDF",
}

#   a signed word of the payment with one thing wrong    and whether that calls people
CHANGES: dict[str, tuple[dict[str, Any], bool]] = {
    "another amount": ({"amount": "1.00"}, True),
    "an amount as a float": ({"amount": 1500.5}, True),
    "an amount as a list": ({"amount": ["1500.50"]}, True),
    "another account": ({"accountNumber": "7770001"}, True),
    "another currency": ({"currency": "USD"}, True),
    "a status that nobody knows": ({"status": "MAYBE"}, False),
    "a status as a list": ({"status": ["ACCEPTED"]}, False),
    "a status as null": ({"status": None}, False),
    "a reference of nobody": ({"ourTransactionId": "NOTOURS0001"}, False),
    "a reference as a number": ({"ourTransactionId": 5}, False),
    "a reference as an object": ({"ourTransactionId": {"$ne": ""}}, False),
    "a reference with a NUL": ({"ourTransactionId": "a\0b"}, False),
    "a reference without end": ({"ourTransactionId": "A" * 50_000}, False),
}


@pytest.fixture
def unknown(lone_bank):
    """A payment of which nobody knows, at a biller that cannot be asked."""
    lone_bank.billers.order("answer_lost", biller="MASM")
    return pay_at(lone_bank, "MASM")


def call_back(bank, body: bytes) -> Callback:
    """Send a signed body to the door, and let a worker come to it."""
    answer = Client(headers=signed(body, secret=KEY, at=bank.at)).post(
        "/api/billers/callbacks/masm", body, content_type="application/json"
    )
    assert (answer.status_code, answer.json()) == (202, {"kept": True})
    for callback_id in list_unprocessed():
        process_callback(callback_id=callback_id, now=bank.at)
    assert list_unprocessed() == []
    return Callback.objects.get()


def told(payment, **changes: Any) -> bytes:
    """Return what a biller calls about a payment."""
    word = {
        "ourTransactionId": payment.attempts.get(leg="PAY").reference,
        "theirTransactionId": "R-1",
        "accountNumber": payment.account_number,
        "amount": f"{payment.amount:.2f}",
        "currency": payment.currency,
        "status": "ACCEPTED",
    }
    return orjson.dumps(word | changes)


@pytest.mark.parametrize("sent", BODIES)
def test_what_is_no_callback_is_kept_and_proves_nothing(lone_bank, unknown, sent):
    kept = call_back(lone_bank, BODIES[sent])

    unknown.refresh_from_db()
    assert kept.verdict == "VERIFIED"
    assert kept.transaction is None
    assert kept.words == "It names no reference or no outcome that we know."
    assert "root:" not in kept.body
    assert stands(lone_bank, unknown) == UNKNOWN


@pytest.mark.parametrize("sent", CHANGES)
def test_a_signed_word_about_something_else_moves_nothing(lone_bank, unknown, sent):
    changes, is_alarm = CHANGES[sent]

    kept = call_back(lone_bank, told(unknown, **changes))

    unknown.refresh_from_db()
    assert kept.words
    assert stands(lone_bank, unknown) == UNKNOWN._replace(is_alarm=is_alarm)
    assert Alarm.objects.exists() is is_alarm
    assert unknown.external_transaction_id == ""


def test_a_receipt_with_a_nul_is_believed_without_it(lone_bank, unknown):
    call_back(lone_bank, told(unknown, theirTransactionId="R\0-1"))

    paid = lone_bank.advance(unknown)
    assert paid.status == "COMPLETED"
    assert paid.external_transaction_id == "R-1"
