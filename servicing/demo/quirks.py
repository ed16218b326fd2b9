"""Quirks: the same message, written in another way that must still be understood (WIRE 1.2)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from servicing.demo.messages import Message

WITH_STATUS = ("account.created.v1", "account.updated.v1", "account.status_changed.v1")
WITH_WORDS = ("user_input", "assistant_response", "noticeboard_post", "noticeboard_updated")


@dataclass(frozen=True)
class Fault:
    """A way to spoil a message, and the types that can be spoilt so; empty for all."""

    spoil: Callable[[Random, Message], Message]
    types: tuple[str, ...] = ()


def with_payload(message: Message, **changes: Any) -> Message:
    """Return a copy of a message with some fields of its payload changed."""
    payload = json.loads(message["payload"]) | changes
    return {**message, "payload": json.dumps(payload, ensure_ascii=False)}


def _inside_a_string(_chance: Random, message: Message) -> Message:
    return {**message, "payload": json.dumps(message["payload"])}


def _without_seq(_chance: Random, message: Message) -> Message:
    return {**message, "seq": "", "c_seq": ""}


def _recipient_word(chance: Random, message: Message) -> Message:
    return {**message, "rec": chance.choice(("everybody", "servicing", "[servicing"))}


def _other_names(_chance: Random, message: Message) -> Message:
    """Write the fields under the other names that publishers use for them."""
    names = {
        "typ": "msg_type",
        "payload": "dat",
        "conv": "conversation_id",
        "cid": "conversation_id",
        "usr": "user_id",
        "app_number": "application_number",
    }
    return {names.get(name, name): value for name, value in message.items()}


def _enum_prefix(_chance: Random, message: Message) -> Message:
    payload = json.loads(message["payload"])
    words = {
        name: f"AccountStatus.{payload[name]}"
        for name in ("status", "new_status")
        if name in payload
    }
    return with_payload(message, **words)


def _nul(_chance: Random, message: Message) -> Message:
    """Put NUL characters, which PostgreSQL keeps in no text, into the agent and what was said."""
    payload = json.loads(message["payload"])
    said = {name: f"{payload[name]}\x00" for name in ("utterance", "post") if name in payload}
    return {**with_payload(message, **said), "agt": "chat\x00::gateway"}


QUIRKS: dict[str, Fault] = {
    "payload inside a string": Fault(_inside_a_string),
    "empty seq": Fault(_without_seq),
    "recipient word": Fault(_recipient_word),
    "other field names": Fault(_other_names),
    "enum prefix": Fault(_enum_prefix, WITH_STATUS),
    "nul": Fault(_nul, WITH_WORDS),
}
