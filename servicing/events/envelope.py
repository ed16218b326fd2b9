"""The envelope: from the flat fields of a stream entry to who sent what about whom (WIRE 1.2)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from servicing.events import identity
from servicing.events.doubts import Doubt, Unreadable
from servicing.events.json_text import payload_event_id, unwrap
from servicing.events.readers import KEY_LENGTH, read_instant

TYPE_LENGTH = 200
LARGEST_MILLISECONDS = 2**43 - 1  # the year 2248: with 20 bits for the sequence it fits 63 bits
LARGEST_SEQUENCE = 2**20 - 1


class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One stream entry, read but not yet understood.

    `published_at` is the instant in the entry id, `stream_order` the entry's place in its stream
    as one number, `identity` what makes a second entry the same event (WIRE 1.2). `sent_at` is
    when the publisher says it happened, `warnings` what was dropped while reading the envelope.
    """

    stream: str
    entry_id: str
    stream_order: int
    published_at: datetime
    identity: UUID
    typ: str
    payload: str
    conversation_id: str = ""
    customer_id: str = ""
    agent: str = ""
    application_number: str = ""
    event_id: str = ""
    cause: str = ""
    sent_at: datetime | None = None
    warnings: tuple[str, ...] = ()

    @property
    def occurred_at(self) -> datetime:
        """Return when it happened: as the publisher says, or else when it entered the stream."""
        return self.sent_at or self.published_at


def read_envelope(*, stream: str, entry_id: str, fields: Mapping[bytes, bytes]) -> Envelope:
    """Read the fields of one stream entry, with every alias and quirk of WIRE 1.2.

    `payload` of the answer is the text of the JSON object, out of the strings it was wrapped in.
    :raises Unreadable: when there is no type, or a field that is needed is not UTF-8
    """
    get = fields.get
    notes: list[str] = []
    typ = _text("typ", get(b"msg_type") or get(b"typ") or get(b"event_type"), notes).strip()
    if not typ:
        raise Unreadable("the entry names no event type")
    if len(typ) > TYPE_LENGTH:
        raise Unreadable(f"the event type is longer than {TYPE_LENGTH} characters")
    published_at, stream_order = place_in_stream(entry_id)
    conv = get(b"conv") or get(b"cid") or get(b"conversation_id")
    payload = unwrap(_decode("payload", get(b"payload") or get(b"dat") or b"{}"))
    event_id = _decode("event_id", get(b"id") or get(b"event_id")) or payload_event_id(payload)
    return Envelope(
        stream=stream,
        entry_id=entry_id,
        stream_order=stream_order,
        published_at=published_at,
        identity=(
            identity.of_event_id(event_id)
            if event_id
            else _given_no_id(stream, entry_id, typ, fields)
        ),
        typ=typ,
        payload=payload,
        conversation_id=_spare_key("conv", conv, notes),
        customer_id=_spare_key("usr", get(b"usr") or get(b"user_id"), notes),
        agent=_spare_text("agt", get(b"agt"), notes),
        application_number=_spare_key(
            "app_number", get(b"app_number") or get(b"application_number"), notes
        ),
        event_id=event_id,
        cause=_spare_text("cause", get(b"cause"), notes),
        sent_at=_instant(get(b"timestamp"), notes),
        warnings=tuple(notes),
    )


def _given_no_id(stream: str, entry_id: str, typ: str, fields: Mapping[bytes, bytes]) -> UUID:
    """Return the identity of an event that has no id of its own."""
    get = fields.get
    if cause := get(b"cause"):
        conv = get(b"conv") or get(b"cid") or get(b"conversation_id")
        return identity.of_cause(typ, cause, conv or b"", get(b"payload") or get(b"dat") or b"{}")
    return identity.of_entry(stream=stream, entry_id=entry_id, fields=fields)


def place_in_stream(entry_id: str) -> tuple[datetime, int]:
    """Return the instant in a stream entry's id (UTC) and its order as one signed 64-bit number.

    Absurdly late ids are cut off at the year 2248.
    :raises Unreadable: when it is not an entry id
    """
    milliseconds, _, sequence = entry_id.partition("-")
    try:
        at = min(int(milliseconds), LARGEST_MILLISECONDS)
        order = at * (LARGEST_SEQUENCE + 1) + min(int(sequence or 0), LARGEST_SEQUENCE)
        return datetime.fromtimestamp(at / 1000, tz=UTC), order
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable(f"{entry_id[:50]!r} is not a stream entry's id") from error


def published_at(entry_id: str) -> datetime:
    """Return the instant in an entry's id, or the beginning of time when it is no entry's id."""
    try:
        return place_in_stream(entry_id)[0]
    except Unreadable:
        return datetime.fromtimestamp(0, tz=UTC)


def type_of(fields: Mapping[bytes, bytes]) -> str:
    """Return the event type in fields that may not be readable otherwise, as well as can be."""
    typ = fields.get(b"msg_type") or fields.get(b"typ") or fields.get(b"event_type") or b""
    return typ.decode(errors="replace").replace("\0", "").strip()


def size_of(fields: Mapping[bytes, bytes]) -> int:
    """Return the bytes of an entry: names and values of all fields."""
    return sum(map(len, fields.keys())) + sum(map(len, fields.values()))


def _decode(name: str, value: bytes | None) -> str:
    if not value:
        return ""
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from error


def _text(name: str, value: bytes | None, notes: list[str]) -> str:
    """Return the text of a field that the event cannot do without."""
    text = _decode(name, value)
    if "\0" in text:
        notes.append(f"{name}: NUL characters were removed")
        text = text.replace("\0", "")
    return text


def _spare_text(name: str, value: bytes | None, notes: list[str]) -> str:
    """Return the text of a field whose loss must not lose the event (WIRE 1.2)."""
    try:
        return _text(name, value, notes)
    except Unreadable as error:
        notes.append(f"{name} dropped: {str(error).removeprefix(name).strip()}")
        return ""


def _spare_key(name: str, value: bytes | None, notes: list[str]) -> str:
    text = _spare_text(name, value, notes)
    if len(text) > KEY_LENGTH:
        notes.append(f"{name} dropped: longer than {KEY_LENGTH} characters")
        return ""
    return text


def _instant(value: bytes | None, notes: list[str]) -> datetime | None:
    if not value:
        return None
    try:
        return read_instant(value.decode(errors="replace"))
    except Doubt as doubt:
        notes.append(f"timestamp dropped: {doubt}")
        return None
