"""The outbox: events that were committed with their postings, on their way to the stream.

Published first and removed after, so that nothing is lost when this process is killed in between;
what is published twice has the same identity.
"""

import threading

import psycopg
import redis
import structlog
from psycopg_pool import PoolTimeout

from ledger.simulator.books import Books, rows

AT_ONCE = 200
LOOK_SECONDS = 1.0  # without being woken: what another process or a failure left behind
OUTAGES = (psycopg.Error, PoolTimeout, redis.RedisError, OSError)
log = structlog.get_logger(__name__)


class Outbox:
    """A thread that publishes what is in the outbox, in order, as soon as it is told to look."""

    def __init__(self, books: Books, client: redis.Redis, *, stream: str) -> None:
        """Get ready; `stream` is where the events go."""
        self._books, self._client, self._stream = books, client, stream
        self._news = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="ledger outbox", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something new."""
        self._news.set()

    def stop(self) -> None:
        """Publish what is there once more, as far as that can be done, and end."""
        self._is_stopping = True
        self._news.set()
        self._thread.join()

    def publish(self) -> int:
        """Publish some events, oldest first; return how many."""
        with self._books.transaction() as connection:
            waiting = rows(
                connection,
                "select number, fields from outgoing_event order by number limit %s for update",
                [AT_ONCE],
            )
            if not waiting:
                return 0
            with self._client.pipeline(transaction=False) as pipeline:
                for row in waiting:
                    pipeline.xadd(self._stream, row["fields"])
                pipeline.execute()
            connection.execute(
                "delete from outgoing_event where number = any(%s)",
                [[row["number"] for row in waiting]],
            )
        return len(waiting)

    def _run(self) -> None:
        while True:
            is_last = self._is_stopping
            try:
                while self.publish():
                    pass
            except OUTAGES as error:
                log.warning("the ledger's events wait", error=str(error).strip())
                self._news.clear()
            if is_last:
                return
            self._news.wait(LOOK_SECONDS)
            self._news.clear()
