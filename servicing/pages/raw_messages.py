"""A stored message made readable: field by field, JSON pretty-printed, nothing left out.

Bytes that are no UTF-8 are shown as \\xNN and control characters as their pictures (␀), so that
what broke a reader can be seen.
"""

import json
from dataclasses import dataclass

from servicing.stream.messages import unpack_fields

LONGEST_SHOWN = 65_536
LONGEST_LINE = 80
SHORTEST_COPIED = 6
PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageField:
    """One field of a message; `text` is what is shown, `octets` the size of what came."""

    name: str
    text: str
    octets: int
    is_cut: bool

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of its own."""
        return len(self.text) > LONGEST_LINE or "\n" in self.text

    @property
    def is_worth_copying(self) -> bool:
        """Whether copying it is easier than typing it."""
        return len(self.text) >= SHORTEST_COPIED


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """A message's fields: documents and long texts, and the short ones."""

    long: list[MessageField]
    short: list[MessageField]


def read_message(stored: str) -> RawMessage:
    """Return a stored message, readable; `stored` is what the event store keeps as its fields."""
    shown = [_field(name, value) for name, value in unpack_fields(stored).items()]
    return RawMessage(
        long=[field for field in shown if field.is_long],
        short=[field for field in shown if not field.is_long],
    )


def _field(name: bytes, value: bytes) -> MessageField:
    text = value.decode(errors="backslashreplace")
    shown = _pretty(text) or text.translate(PICTURES)
    return MessageField(
        name=name.decode(errors="backslashreplace").translate(PICTURES),
        text=shown[:LONGEST_SHOWN],
        octets=len(value),
        is_cut=len(shown) > LONGEST_SHOWN,
    )


def _pretty(text: str) -> str:
    """Return JSON objects and lists indented, also inside a JSON string; empty for other text."""
    try:
        found = json.loads(text)
        if isinstance(found, str):
            found = json.loads(found)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(found, dict | list):
        return ""
    return json.dumps(found, indent=2, ensure_ascii=False).translate(PICTURES)
