"""Reading batches off the streams and understanding them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servicing.events import size_of
from servicing.stream.messages import Message, read_message
from servicing.stream.source import Entry, Source

TRANSACTION_BYTES = 8 * 2**20  # a batch of large messages is applied in parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Messages of one stream, in order, cut into parts that fit a transaction."""

    stream: str
    parts: list[list[Message]]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads through a source; `batch_size` counts messages, `max_bytes` limits one of them."""

    source: Source
    batch_size: int
    max_bytes: int

    def read_new(self, *, streams: Sequence[str], wait_ms: int | None) -> list[Batch]:
        """Return the next batches; waits up to `wait_ms` for a first message, or not at all."""
        found = self.source.read_new(streams=streams, count=self.batch_size, wait_ms=wait_ms)
        return [self._understood(stream, entries) for stream, entries in found]

    def read_unacknowledged(self, *, stream: str) -> Iterator[Batch]:
        """Yield, oldest first, what was delivered to anyone and never acknowledged."""
        for entries in self.source.unacknowledged(stream=stream, count=self.batch_size):
            yield self._understood(stream, entries)

    def _understood(self, stream: str, entries: Sequence[Entry]) -> Batch:
        parts = [
            [
                read_message(
                    stream=stream, entry_id=entry_id, fields=fields, max_bytes=self.max_bytes
                )
                for entry_id, fields in part
            ]
            for part in _parts(entries)
        ]
        return Batch(stream=stream, parts=parts)


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Cut a batch so that no transaction holds more than a few megabytes."""
    part: list[Entry] = []
    size = 0
    for entry in entries:
        part.append(entry)
        size += size_of(entry[1])
        if size >= TRANSACTION_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
