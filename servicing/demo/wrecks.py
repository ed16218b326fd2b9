"""Wrecks: extra messages that cannot be read, or not all of them, each with its own identity."""

import json
from random import Random
from typing import Any
from uuid import UUID

from servicing.demo.messages import Message
from servicing.demo.quirks import WITH_STATUS, Fault, with_payload

OVERSIZED = 262_144
"""Bytes of the padding: with any other field, more than the largest message (WIRE 1.1)."""

WITH_ACCOUNT = ("account.created.v1", "account.updated.v1", "account.schedule.updated.v1")
UNKNOWN_TYPES = ("payment.reminder.sent.v1", "ticket_opened", "marketing.consent.changed.v2")


def apart(chance: Random, message: Message) -> Message:
    """Return a copy of a message under a fresh identity."""
    copy = {name: value for name, value in message.items() if name != "event_id"}
    if b'"event_id"' in _payload(message).encode():
        copy = with_payload(copy, event_id=_mint(chance))
    return {**copy, "id": _mint(chance), "cause": _mint(chance)}


def _mint(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _payload(message: Message) -> str:
    payload = message["payload"]
    return payload if isinstance(payload, str) else payload.decode()


def _unknown_type(chance: Random, message: Message) -> Message:
    return {**apart(chance, message), "typ": chance.choice(UNKNOWN_TYPES)}


def _no_type(chance: Random, message: Message) -> Message:
    return {**apart(chance, message), "typ": ""}


def _broken_json(chance: Random, message: Message) -> Message:
    payload = _payload(message)
    cut = payload[: chance.randrange(1, len(payload))]
    return {**apart(chance, message), "payload": chance.choice((cut, "", "{'a': 1}", "NaN"))}


def _no_object(chance: Random, message: Message) -> Message:
    odd = ("null", "[]", "42", '"words"', "[" * 2000)
    return {**apart(chance, message), "payload": chance.choice(odd)}


def _no_payload(chance: Random, message: Message) -> Message:
    return {name: value for name, value in apart(chance, message).items() if name != "payload"}


def _oversized(chance: Random, message: Message) -> Message:
    padded = with_payload(message, utterance="x" * OVERSIZED)
    return {**apart(chance, message), "payload": padded["payload"]}


def _bad_encoding(chance: Random, message: Message) -> Message:
    payload = _payload(message).encode("utf-16-le")
    spoilt = {"payload": payload, "agt": b"\xff\xfe\x80agent"}
    return {**apart(chance, message), **spoilt}


def _wrong_types(chance: Random, message: Message) -> Message:
    odd: Any = chance.choice(("lots", {"amount": "12"}, [], True))
    payload = json.loads(message["payload"])
    money = ("current_balance", "loan_fee", "last_payment_amount", "payments", "last_payment_date")
    return with_payload(apart(chance, message), **{name: odd for name in money if name in payload})


def _unknown_word(chance: Random, message: Message) -> Message:
    payload = json.loads(message["payload"])
    name = "new_status" if "new_status" in payload else "status"
    return with_payload(apart(chance, message), **{name: "SOMETHING_NEW"})


def _out_of_range(chance: Random, message: Message) -> Message:
    """Name an amount that no column holds: it reads well, and cannot be kept."""
    return with_payload(apart(chance, message), current_balance="1" + "0" * 40)


def _nobody(chance: Random, message: Message) -> Message:
    payload = json.loads(message["payload"])
    del payload["account_id"]
    return {**apart(chance, message), "payload": json.dumps(payload)}


WRECKS: dict[str, Fault] = {
    "unknown type": Fault(_unknown_type),
    "no type": Fault(_no_type),
    "broken json": Fault(_broken_json),
    "no object": Fault(_no_object),
    "no payload": Fault(_no_payload),
    "oversized": Fault(_oversized),
    "bad encoding": Fault(_bad_encoding),
    "wrong types": Fault(_wrong_types, WITH_ACCOUNT),
    "unknown word": Fault(_unknown_word, WITH_STATUS),
    "out of range": Fault(_out_of_range, ("account.updated.v1",)),
    "no account": Fault(_nobody, WITH_ACCOUNT),
}
