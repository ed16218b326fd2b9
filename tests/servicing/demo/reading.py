"""How the tests read a story back, from nothing but its messages."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from servicing.demo.messages import Message

START = datetime(2026, 1, 5, tzinfo=UTC)


def payload_of(message: Message) -> dict[str, Any]:
    """Return a message's payload; amounts as they were written."""
    payload: dict[str, Any] = json.loads(message["payload"])
    return payload


def by_account(messages: Iterable[Message]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return type and payload of the events of each account, in order."""
    found = defaultdict(list)
    for message in messages:
        payload = payload_of(message)
        if "account_id" in payload:
            found[payload["account_id"]].append((str(message["typ"]), payload))
    return found


def identity_of(message: Message) -> str:
    """Return what makes a message the same as another one (WIRE 1.2)."""
    payload = payload_of(message)
    explicit = message.get("id") or message.get("event_id") or payload.get("event_id")
    place = message.get("conv", message.get("cid"))
    digest = (message["typ"], message["cause"], place, message["payload"])
    return str(explicit or digest)


def amount(payload: dict[str, Any], name: str) -> Decimal:
    """Return an amount of a payload."""
    return Decimal(payload[name])
