"""What a story consists of: stream messages, and the instant at which each one is told."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

Message: TypeAlias = dict[str, str | bytes]
"""The flat fields of one stream entry, spelled as in WIRE 1.2."""


class Told(NamedTuple):
    """One message and the instant of its story at which it is published."""

    at: datetime
    message: Message


Story: TypeAlias = Iterator[Told]


def payload_text(payload: Mapping[str, Any]) -> str:
    """Return a payload as JSON text. Fields that are None are left out: absent says nothing.

    Amounts (Decimal, in major units) become strings of two decimals, days and instants ISO text.
    """
    said = {name: value for name, value in payload.items() if value is not None}
    return json.dumps(said, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return str(value.isoformat())
