"""The Redis stream of announcements: its name, its size, and what an entry looks like."""

from collections.abc import Iterable

import orjson

STREAM = "billie:live"
MOST_ENTRIES = 4096  # at full load more than a minute, on a normal day hours
FIELD = b"topics"
START = "0-0"

Place = tuple[int, int]


def encode(topics: Iterable[str]) -> bytes:
    """Return the value of FIELD in an entry that announces these topics."""
    return orjson.dumps(sorted(set(topics)))


def decode(fields: dict[bytes, bytes]) -> list[str]:
    """Return the topics that an entry announces; none when somebody else wrote it."""
    try:
        topics = orjson.loads(fields.get(FIELD, b"[]"))
    except orjson.JSONDecodeError:
        return []
    if not isinstance(topics, list):
        return []
    return [topic for topic in topics if isinstance(topic, str)]


def place(entry_id: str) -> Place:
    """Return the place of an entry id in its stream, for comparing.

    :raises ValueError: if it is no entry id
    """
    milliseconds, _, sequence = entry_id.partition("-")
    if not (milliseconds.isdecimal() and (sequence or "0").isdecimal()):
        raise ValueError(f"{entry_id!r} is not the id of a stream entry")
    return int(milliseconds), int(sequence or 0)
