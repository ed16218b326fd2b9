"""Words to read a payload with in tests: `decode` any, or one about an `account`."""

import json
from typing import Any

from servicing import events


def decode(typ: str, payload: Any, *, conv: str = "chat-1") -> tuple[Any, list[str]]:
    """Return the event in a payload, which is text or will be made into JSON, and warnings."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    fields = {b"typ": typ.encode(), b"payload": text.encode(), b"conv": conv.encode()}
    return events.decode(
        events.read_envelope(stream="inbox:billie-servicing", entry_id="1-0", fields=fields)
    )


def account(**fields: Any) -> tuple[Any, list[str]]:
    """Return what is read from a new account with these fields."""
    return decode("account.created.v1", {"account_id": "L1", **fields})
