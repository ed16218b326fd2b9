"""Messages: from what Redis handed over to an event that can be folded, or the reason why not."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from servicing import events
from servicing.models import DeadLetter
from servicing.models.event_store import Outcome
from servicing.projections import EVENT_TABLE, IGNORED

Fields = Mapping[bytes, bytes]
ENCODED_NAME = "base64:"


@dataclass(slots=True, kw_only=True)
class Message:
    """One entry of a stream, with what is known of it so far.

    `event` is set when it can be folded. `outcome` is what will be stored; `error` says why an
    event is malformed or failed, in words for staff.
    """

    entry_id: str
    fields: Fields
    identity: UUID
    published_at: datetime
    typ: str = ""
    envelope: events.Envelope | None = None
    event: events.Event | None = None
    aggregate: str = ""
    also: str = ""
    outcome: Outcome = Outcome.APPLIED
    error: str = ""
    kind: DeadLetter.Kind = DeadLetter.Kind.MALFORMED
    warnings: list[str] = field(default_factory=list)


def read_message(*, stream: str, entry_id: str, fields: Fields, max_bytes: int) -> Message:
    """Understand one entry as far as it can be understood. Never raises for what is in it.

    `max_bytes` is the largest size of all fields together (WIRE 1.1).
    """
    if (size := events.size_of(fields)) > max_bytes:
        message = _malformed(stream, entry_id, fields, f"{size} bytes; {max_bytes} are allowed")
        message.kind = DeadLetter.Kind.OVERSIZED
        return message
    try:
        envelope = events.read_envelope(stream=stream, entry_id=entry_id, fields=fields)
    except events.Unreadable as error:
        return _malformed(stream, entry_id, fields, str(error))
    message = Message(
        entry_id=entry_id,
        fields=fields,
        identity=envelope.identity,
        published_at=envelope.published_at,
        typ=envelope.typ,
        envelope=envelope,
    )
    understand(message)
    return message


def understand(message: Message) -> None:
    """Look the handler up, then decode the payload by the event's class (DESIGN 3.2)."""
    envelope = message.envelope
    if envelope is None:
        return
    found = events.CATALOGUE.get(envelope.typ)
    if found is None:
        message.outcome = Outcome.UNHANDLED
        return
    if found not in EVENT_TABLE:
        message.outcome = Outcome.IGNORED
        message.warnings = [IGNORED[found]]
        return
    try:
        message.event, message.warnings = events.decode(envelope)
    except events.Unreadable as error:
        message.outcome, message.error = Outcome.MALFORMED, str(error)
        return
    message.outcome = Outcome.APPLIED
    message.aggregate = message.event.aggregate(envelope)
    message.also = message.event.also(envelope)


def _malformed(stream: str, entry_id: str, fields: Fields, reason: str) -> Message:
    return Message(
        entry_id=entry_id,
        fields=fields,
        identity=events.entry_identity(stream=stream, entry_id=entry_id, fields=fields),
        published_at=events.published_at(entry_id),
        typ=events.type_of(fields),
        outcome=Outcome.MALFORMED,
        error=reason,
    )


def pack_fields(fields: Fields) -> str:
    """Return the fields as a JSON object; what is no UTF-8 is kept in base64."""
    packed: dict[str, Any]
    try:
        packed = {name.decode(): value.decode() for name, value in fields.items()}
    except UnicodeDecodeError:
        packed = {_pack_name(name): _pack_value(value) for name, value in fields.items()}
    else:
        if any(name.startswith(ENCODED_NAME) for name in packed):
            packed = {_pack_name(name): _pack_value(value) for name, value in fields.items()}
    return msgspec.json.encode(packed).decode()


def unpack_fields(text: str) -> dict[bytes, bytes]:
    """Return the fields that `pack_fields` wrote, byte for byte."""
    packed: dict[str, str | dict[str, str]] = msgspec.json.decode(text)
    return {
        _unpack_name(name): (
            value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])
        )
        for name, value in packed.items()
    }


def _pack_name(name: bytes) -> str:
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = ENCODED_NAME
    return (
        ENCODED_NAME + base64.b64encode(name).decode() if text.startswith(ENCODED_NAME) else text
    )


def _unpack_name(name: str) -> bytes:
    if name.startswith(ENCODED_NAME):
        return base64.b64decode(name.removeprefix(ENCODED_NAME))
    return name.encode()


def _pack_value(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
