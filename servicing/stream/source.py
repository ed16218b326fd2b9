"""Redis streams: what was delivered and never acknowledged, what is new, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import redis
import structlog

log: Any = structlog.get_logger(__name__)

Entry = tuple[str, dict[bytes, bytes]]
START = "0-0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How far the consumer group has come in a stream, as Redis tells it."""

    lag: int  # entries; at least this many, where Redis cannot count them
    pending: int

    @property
    def is_done(self) -> bool:
        """Say whether nothing is waiting to be delivered or acknowledged."""
        return self.lag == 0 and self.pending == 0


class Source:
    """The streams as one consumer of one group sees them. Every method may raise RedisError."""

    def __init__(self, *, client: redis.Redis, group: str, consumer: str) -> None:
        self.client = client
        self.group = group
        self.consumer = consumer

    def ensure_group(self, *, stream: str, bookmark: str) -> bool:
        """Make sure that the group exists; a lost one is made again.

        Reading goes on at the bookmark when its entry is still there. When it is not, the stream
        was trimmed or lost and begins anew: everything in it is read, and what is known already
        has no effect. Returns whether the stream must be taken for a new one.
        """
        if any(found["name"] == self.group.encode() for found in self._groups(stream)):
            return False
        begins_anew = bookmark != START and not self.client.xrange(
            stream, min=bookmark, max=bookmark, count=1
        )
        position = START if begins_anew else bookmark
        try:
            self.client.xgroup_create(stream, self.group, id=position, mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
            return False
        log.info(
            "consumer group created", stream=stream, position=position, begins_anew=begins_anew
        )
        return begins_anew

    def unacknowledged(self, *, stream: str, count: int) -> Iterator[list[Entry]]:
        """Yield, oldest first, what was delivered to anyone and never acknowledged.

        The caller acknowledges each batch before it asks for the next.
        """
        position: bytes | str = START
        while True:
            position, entries, gone = self.client.xautoclaim(
                stream, self.group, self.consumer, min_idle_time=0, start_id=position, count=count
            )
            if gone:
                log.error(
                    "entries were trimmed before they were read", stream=stream, entries=len(gone)
                )
            if found := [_entry(entry) for entry in entries if entry[1]]:
                yield found
            if position in (b"0-0", START):
                return

    def read_new(
        self, *, streams: Sequence[str], count: int, wait_ms: int | None
    ) -> list[tuple[str, list[Entry]]]:
        """Return new entries by stream; waits up to `wait_ms` for the first, or not at all."""
        if not streams:
            return []
        answer: Any = self.client.xreadgroup(
            self.group, self.consumer, dict.fromkeys(streams, ">"), count=count, block=wait_ms
        )
        batches = answer.items() if isinstance(answer, dict) else answer
        return [(name.decode(), [_entry(e) for e in _flat(entries)]) for name, entries in batches]

    def acknowledge(self, *, stream: str, entry_ids: Sequence[str]) -> None:
        """Tell Redis that these are done; only ever after the commit."""
        if entry_ids:
            self.client.xack(stream, self.group, *entry_ids)

    def progress(self, *, stream: str) -> Group:
        """Return how far the group is in a stream; a group that is not there yet lags by all."""
        for found in self._groups(stream):
            if found["name"] == self.group.encode():
                lag = found.get("lag")
                return Group(
                    lag=self._lag(stream, found) if lag is None else int(lag),
                    pending=int(found["pending"]),
                )
        return Group(lag=self.client.xlen(stream), pending=0)

    def _lag(self, stream: str, found: dict[str, Any]) -> int:
        """Tell none from some: Redis cannot count the lag of a group once entries were deleted."""
        delivered = found["last-delivered-id"].decode()
        return len(self.client.xrange(stream, min=f"({delivered}", max="+", count=1) or ())

    def _groups(self, stream: str) -> list[dict[str, Any]]:
        try:
            groups: list[dict[str, Any]] = self.client.xinfo_groups(stream)
        except redis.ResponseError as error:
            if "no such key" in str(error):
                return []
            raise
        return groups


def is_group_lost(error: redis.ResponseError) -> bool:
    """Say whether Redis forgot the consumer group."""
    return str(error).startswith("NOGROUP")


def _entry(entry: tuple[bytes, dict[bytes, bytes]]) -> Entry:
    return entry[0].decode(), entry[1]


def _flat(entries: Any) -> Any:
    """redis-py nests a stream's entries once more under RESP3."""
    return entries[0] if entries and isinstance(entries[0], list) else entries
