"""Following the event stream: each entry once, with the place that was reached in the books."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import redis
import structlog
from psycopg_pool import PoolTimeout

from ledger.simulator.books import Books, Connection, one
from ledger.simulator.mirror.entries import read_entry
from ledger.simulator.mirror.retelling import Moment, retell
from ledger.simulator.outbox import Outbox
from ledger.simulator.refusals import Busy

AT_ONCE = 200
WAIT_MS = 300
PAUSE_SECONDS = 1.0
BEGINNING = "0-0"
log = structlog.get_logger(__name__)


class Mirror:
    """A thread that keeps the books of loans that others tell of (see the note in `mirror`)."""

    def __init__(
        self,
        books: Books,
        outbox: Outbox,
        client: redis.Redis,
        *,
        stream: str,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        """Get ready to follow a stream from where the books are."""
        self._books, self._outbox, self._client = books, outbox, client
        self._stream, self._clock, self._zone = stream, clock, zone
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger mirror", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is at hand."""
        self._stopping.set()
        self._thread.join()

    def follow(self, *, wait_ms: int | None) -> int:
        """Retell the next entries, waiting for a first one up to `wait_ms`; return how many."""
        with self._books.transaction() as connection:
            position = _position(connection, self._stream)
        answer: Any = self._client.xread({self._stream: position}, count=AT_ONCE, block=wait_ms)
        if not answer:
            return 0
        entries = answer[0][1]
        with self._books.transaction() as connection:
            for entry_id, fields in entries:
                self._retell(connection, entry_id.decode(), fields)
            _move(connection, self._stream, entries[-1][0].decode())
        self._outbox.wake()
        return len(entries)

    def _retell(self, connection: Connection, entry_id: str, fields: dict[bytes, bytes]) -> None:
        told = read_entry(entry_id, fields)
        if told is None:
            return
        try:
            with connection.transaction():
                moment = Moment(now=self._clock(), zone=self._zone)
                retell(connection, told, moment)
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            log.warning("an event is not mirrored", entry_id=entry_id, error=str(error).strip())

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.follow(wait_ms=WAIT_MS)
            except (psycopg.Error, PoolTimeout, redis.RedisError, OSError, Busy) as error:
                log.warning("the ledger's mirror waits", error=str(error).strip())
                self._stopping.wait(PAUSE_SECONDS)


def _position(connection: Connection, stream: str) -> str:
    row = one(connection, "select position from mirrored_stream where stream = %s", [stream])
    return row["position"] if row else BEGINNING


def _move(connection: Connection, stream: str, position: str) -> None:
    connection.execute(
        "insert into mirrored_stream (stream, position) values (%s, %s)"
        " on conflict (stream) do update set position = excluded.position",
        [stream, position],
    )
