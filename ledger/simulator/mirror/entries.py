"""Entries of the event stream, as far as the books need them (WIRE 1.2). Tolerant: no faults here.

What cannot be read is as if it was absent: whoever consumes the stream for the pages reports it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from billie.kernel.money import NotAnAmount, read_amount
from ledger.simulator.telling import AGENT

DEEPEST_WRAPPING = 3
LARGEST_NUMBER = 2**31


@dataclass(frozen=True, slots=True)
class Said:
    """The fields of a payload, or of a part of it."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field's text, empty if there is none."""
        value = self.values.get(name)
        return value.replace("\0", "") if isinstance(value, str) else ""

    def word(self, name: str) -> str:
        """Return a word of a list; an enum may come as `AccountStatus.ACTIVE`."""
        return self.text(name).rpartition(".")[2].upper()

    def amount(self, name: str) -> Decimal | None:
        """Return an amount, None if there is none."""
        try:
            return read_amount(self.values.get(name))
        except NotAnAmount:
            return None

    def day(self, name: str) -> date | None:
        """Return a day, None if there is none."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            return None

    def number(self, name: str) -> int:
        """Return a whole number, 0 if there is none."""
        value = self.values.get(name)
        return value if isinstance(value, int) and 0 < value < LARGEST_NUMBER else 0

    def parts(self, name: str) -> list["Said"]:
        """Return the parts of a field that holds several."""
        value = self.values.get(name)
        found = value if isinstance(value, list) else []
        return [Said(each) for each in found if isinstance(each, dict)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an event says.

    `identity` is what makes a second entry the same event (WIRE 1.2), `at` is when it happened,
    and `is_own` says that this ledger published it.
    """

    identity: bytes
    typ: str
    account_id: str
    said: Said
    at: datetime
    is_own: bool


def read_entry(entry_id: str, fields: Mapping[bytes, bytes]) -> Told | None:
    """Return what a stream entry says about a loan account, None if it is about something else."""
    typ = _first(fields, b"msg_type", b"typ", b"event_type")
    said = Said(_unwrapped(_first(fields, b"payload", b"dat")))
    if not said.text("account_id"):
        return None
    entered_at = datetime.fromtimestamp(int(entry_id.partition("-")[0]) / 1000, tz=UTC)
    stated_at = _instant(said.text("timestamp")) or _instant(_first(fields, b"timestamp"))
    return Told(
        identity=_identity(entry_id, fields, said),
        typ=typ,
        account_id=said.text("account_id"),
        said=said,
        at=stated_at or entered_at,
        is_own=_first(fields, b"agt") == AGENT,
    )


def _identity(entry_id: str, fields: Mapping[bytes, bytes], said: Said) -> bytes:
    content = _first(fields, b"id", b"event_id") or said.text("event_id")
    if not content and fields.get(b"cause"):
        content = repr(sorted(fields.items()))
    return blake2b((content or entry_id).encode(), digest_size=16).digest()


def _first(fields: Mapping[bytes, bytes], *names: bytes) -> str:
    value = next((fields[name] for name in names if fields.get(name)), b"")
    return value.decode(errors="replace")


def _unwrapped(text: str) -> Mapping[str, Any]:
    """Return the JSON object in a text, which may itself be in JSON text."""
    value: Any = text
    for _ in range(DEEPEST_WRAPPING):
        if not isinstance(value, str):
            break
        try:
            value = json.loads(value, parse_float=Decimal)
        except (ValueError, RecursionError):
            break
    return value if isinstance(value, dict) else {}


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
