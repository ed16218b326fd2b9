"""What makes two stream entries the same event (WIRE 1.2).

# Note [Why an entry's own identity takes in all its fields]
Entry ids are unique within the life of a Redis stream only. When a stream is lost and begins anew,
an id may come again with another message in it, which must not be taken for the first.
"""

from collections.abc import Mapping
from hashlib import blake2b
from uuid import UUID

from msgspec import msgpack

_pack = msgpack.Encoder().encode


def of_event_id(event_id: str) -> UUID:
    """Return the identity of an event whose publisher gave it an id."""
    return _digest(b"event id", event_id.encode("utf-8", "surrogatepass"))


def of_cause(typ: str, cause: bytes, conversation: bytes, payload: bytes) -> UUID:
    """Return the identity of an event known by its cause; several events can share one cause."""
    return _digest(b"cause", _pack((typ, cause, conversation, payload)))


def of_entry(*, stream: str, entry_id: str, fields: Mapping[bytes, bytes]) -> UUID:
    """Return the identity of a stream entry that says nothing of its own about it."""
    return _digest(b"entry", _pack((stream, entry_id, sorted(fields.items()))))


def _digest(kind: bytes, content: bytes) -> UUID:
    return UUID(bytes=blake2b(content, digest_size=16, person=kind).digest())
