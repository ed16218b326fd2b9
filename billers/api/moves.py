"""Moved payments as streams spell them, read and spelled once for all streams of a process.

# Note [One reading for all streams]
All streams of a process are told of the same moves at the same time, and who comes back after an
interruption asks for those of the last seconds. So a payment is read and spelled once after each
of its moves; what was read before it moved again is forgotten before any stream hears of it.
"""

import asyncio
from collections.abc import Iterable
from itertools import islice
from weakref import WeakKeyDictionary

import orjson

from billers.api.payment_json import BillPaymentSummarySerializer
from billers.queries.payments import list_payments
from billie.live.hub import running_hub
from billie.live.threads import SharedThread

AT_ONCE = 100
MOST_KEPT = 4000
"""More than one stream may ask for: some five megabytes."""

Spelled = tuple[str, bytes]
"""When a payment was taken on, and itself in JSON."""

NOTHING: Spelled = ("", b"")
"""In place of a payment that there is not."""

_thread = SharedThread("live-moves")


class Moves:
    """What payments look like now, by their topics; lives in one event loop, told by its hub."""

    def __init__(self) -> None:
        self._rows: dict[str, Spelled] = {}
        self._wanted: set[str] = set()
        self._changed_since: set[str] = set()
        self._reading: asyncio.Task[None] | None = None

    def changed(self, topics: list[str]) -> None:
        """Forget payments that have moved."""
        for topic in topics:
            self._rows.pop(topic, None)
        self._changed_since.update(topics)

    def lost(self) -> None:
        """Forget all, also what is being read."""
        self._rows = {}

    async def spell(self, moved: tuple[str, ...]) -> bytes:
        """Return the payments of these topics in JSON, as they stood at their last move or later.

        The newest comes first.
        """
        while missing := [topic for topic in moved if topic not in self._rows]:
            self._wanted.update(missing)
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read())
            await asyncio.shield(self._reading)
        rows = sorted((self._rows[topic] for topic in moved), reverse=True)
        return b'{"transactions":[%s]}' % b",".join(spelled for _, spelled in rows if spelled)

    async def _read(self) -> None:
        topics = list(islice(self._wanted, AT_ONCE))
        self._wanted.difference_update(topics)
        self._changed_since.clear()
        rows = self._rows
        async with _thread.here():
            spelled = await _thread.ask(_spell, topics)
        for topic in self._changed_since:
            spelled.pop(topic, None)
        rows.update(spelled)
        for topic in list(islice(rows, max(0, len(rows) - MOST_KEPT))):
            del rows[topic]


def _spell(topics: Iterable[str]) -> dict[str, Spelled]:
    payments = list_payments(numbers=[topic.partition(":")[2] for topic in topics])
    rows = BillPaymentSummarySerializer(payments, many=True).data
    spelled = {f"payment:{row['id']}": (row["createdAt"], orjson.dumps(row)) for row in rows}
    return {topic: spelled.get(topic, NOTHING) for topic in topics}


_moves: "WeakKeyDictionary[asyncio.AbstractEventLoop, Moves]" = WeakKeyDictionary()


def running_moves() -> Moves:
    """Return what the streams of the running event loop share."""
    loop = asyncio.get_running_loop()
    if loop not in _moves:
        _moves[loop] = Moves()
        running_hub().listen(_moves[loop])
    return _moves[loop]
