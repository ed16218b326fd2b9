"""The consumer: hold leases, apply batches, acknowledge; wait when something is away."""

import gc
import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
import structlog
from django.db import DatabaseError, InterfaceError, connection

from billie.live import publisher
from billie.live.topics import DASHBOARD, OPERATIONS
from servicing.stream import announcing, event_store, inbox, lease, parking
from servicing.stream.reader import Batch, Reader
from servicing.stream.source import Source, is_group_lost

log: Any = structlog.get_logger(__name__)

WAIT_MS = 500  # how long an idle consumer waits for news before it looks around
LOOK_AROUND = timedelta(seconds=1)  # how often a standby asks for leases
RETRY_EVERY = timedelta(milliseconds=200)  # how often a busy consumer looks for due retries
LONGEST_BACK_OFF = 10.0
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a consumer is told: streams, group, batch size and limits (settings.py says more)."""

    streams: Sequence[str]
    group: str
    dead_letter_stream: str
    batch_size: int
    retries: int
    retry_after: timedelta
    max_bytes: int


@dataclass(slots=True)
class Consumer:
    """One process that applies streams. `clock` returns the present instant."""

    settings: Settings
    client: redis.Redis
    clock: Callable[[], datetime]
    stopping: threading.Event = field(default_factory=threading.Event)
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    total: inbox.Applied = field(default_factory=inbox.Applied)
    _held: set[str] = field(default_factory=set)
    _looked_around_at: datetime = LONG_AGO
    _retry_at: datetime = LONG_AGO
    _source: Source = field(init=False)
    _reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        """Get ready to read, without a word to anybody."""
        self._source = Source(client=self.client, group=self.settings.group, consumer=self.name)
        self._reader = Reader(
            source=self._source,
            batch_size=self.settings.batch_size,
            max_bytes=self.settings.max_bytes,
        )

    def run(self, *, until_idle: bool = False) -> None:
        """Apply events until `stopping` is set, or until everything in the streams is applied.

        An outage of the database or of Redis is nobody's fault: waits with growing gaps and goes
        on where it was; no event loses a retry to it (DESIGN 3.5).
        """
        # Rows of a batch live as short as the batch: looking for circles among them is time lost.
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        gap = 0.1
        while not self.stopping.is_set():
            try:
                is_idle = self._round(until_idle=until_idle)
            except (DatabaseError, InterfaceError, redis.RedisError, OSError) as error:
                log.warning(
                    "waiting for database and Redis", error=str(error).strip(), seconds=gap
                )
                self._let_go()
                self.stopping.wait(gap)
                gap = min(gap * 2, LONGEST_BACK_OFF)
                continue
            gap = 0.1
            if until_idle and is_idle:
                break
        self._hand_over()

    def _round(self, *, until_idle: bool) -> bool:
        """Read and apply once; say whether nothing is left to do."""
        now = self.clock()
        if now - self._looked_around_at >= LOOK_AROUND:
            self._look_around()
            self._looked_around_at = now
        batches = self._read(wait_ms=None if until_idle else WAIT_MS)
        for batch in batches:
            self._apply(batch)
        if not batches or now >= self._retry_at:
            self._retry_what_is_due()
            self._retry_at = now + RETRY_EVERY
        if batches or not until_idle:
            return False
        return self._is_everything_done()

    def _read(self, *, wait_ms: int | None) -> list[Batch]:
        if not self._held:
            self.stopping.wait(WAIT_MS / 1000)
            return []
        try:
            return self._reader.read_new(streams=sorted(self._held), wait_ms=wait_ms)
        except redis.ResponseError as error:
            if not is_group_lost(error):
                raise
            log.warning("redis has lost the consumer group", streams=sorted(self._held))
            for stream in self._held:
                self._open(stream)
            return []

    def _look_around(self) -> None:
        """Ask for the leases that nobody holds, and finish what their last holder left behind."""
        if connection.connection is None or connection.connection.closed:
            self._let_go()
            lease.prepare_session()
        for stream in self.settings.streams:
            if stream not in self._held and lease.try_acquire(stream):
                self._open(stream)
                self._held.add(stream)
                log.info("lease taken", stream=stream, consumer=self.name)
                for batch in self._reader.read_unacknowledged(stream=stream):
                    self._apply(batch)
        announcing.announce_dead_letters(
            client=self.client, stream=self.settings.dead_letter_stream, now=self.clock()
        )

    def _open(self, stream: str) -> None:
        bookmark, _ = event_store.open_bookmark(stream=stream, holder=self.name)
        if self._source.ensure_group(stream=stream, bookmark=bookmark):
            event_store.begin_incarnation(stream=stream)

    def _apply(self, batch: Batch) -> None:
        """Apply, tell the browsers, acknowledge: in this order, so that no step can be lost."""
        for messages in batch.parts:
            entry_ids = [message.entry_id for message in messages]
            with structlog.contextvars.bound_contextvars(
                stream=batch.stream, entry_id=entry_ids[-1]
            ):
                applied = inbox.apply_batch(
                    stream=batch.stream,
                    messages=messages,
                    now=self.clock(),
                    retry_after=self.settings.retry_after,
                )
                publisher.publish({*applied.topics, DASHBOARD, OPERATIONS}, self.client)
                self._source.acknowledge(stream=batch.stream, entry_ids=entry_ids)
                log.debug("batch applied", stored=applied.stored, duplicates=applied.duplicates)
            self.total.count(applied)

    def _retry_what_is_due(self) -> None:
        now = self.clock()
        for aggregate in parking.list_due(now=now):
            caught_up = parking.catch_up(
                aggregate=aggregate,
                now=now,
                retries=self.settings.retries,
                retry_after=self.settings.retry_after,
            )
            publisher.publish({*caught_up.topics, OPERATIONS}, self.client)

    def _is_everything_done(self) -> bool:
        """Nothing unread in any stream, ours or a colleague's, and no retry still to come."""
        if any(not self._source.progress(stream=s).is_done for s in self.settings.streams):
            self.stopping.wait(0.05)
            return False
        if parking.is_any_retrying():
            self.stopping.wait(0.05)
            return False
        announcing.announce_dead_letters(
            client=self.client, stream=self.settings.dead_letter_stream, now=self.clock()
        )
        return True

    def _let_go(self) -> None:
        """Forget leases and connection; whoever comes first takes over."""
        self._held.clear()
        self._looked_around_at = LONG_AGO
        connection.close()

    def _hand_over(self) -> None:
        """Give the leases back at once, so that a standby need not wait for our end."""
        try:
            lease.release_all()
        except (DatabaseError, InterfaceError) as error:
            log.warning("leases end with the connection", error=str(error).strip())
        connection.close()
