"""What one open page still has to be told.

# Note [Why nothing queues up]
An announcement only says that a topic has changed. Two of them about one topic say no more than
one, so what waits for a slow page is a set of topics. Who watches all of a kind is told to begin
anew when too many of them wait.
"""

import asyncio
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from billie.live import entries
from billie.live.topics import watched_in

MOST_WAITING = 1000


class Kind(StrEnum):
    """What a message to a page is about; also the name of its server-sent event."""

    CHANGED = "changed"  # these topics have changed
    RESET = "reset"  # announcements were lost: reload every part
    PAUSED = "paused"  # changes cannot be seen just now; a reset will follow
    CLOSING = "closing"  # the server goes down: connect again


class Message(NamedTuple):
    """One thing to tell a page; `entry_id` is where it continues after an interruption."""

    kind: Kind
    entry_id: str
    topics: tuple[str, ...] = ()


class Subscription:
    """One page's topics, and what has happened to them since it was last told."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.topics = frozenset(topics)
        self.entry_id = entries.START
        self._changed: set[str] = set()
        self._kind = Kind.CHANGED
        self._news = asyncio.Event()

    @property
    def is_quiet(self) -> bool:
        """Whether the page has been told all up to `entry_id`."""
        return not self._news.is_set()

    def add(self, entry_id: str, topics: Iterable[str]) -> None:
        """Note that these topics have changed."""
        self.move_to(entry_id)
        self._changed |= watched_in(self.topics, topics)
        if len(self._changed) > MOST_WAITING:
            self.reset(entry_id)
        elif self._changed:
            self._news.set()

    def move_to(self, entry_id: str) -> None:
        """Note that nothing is missing up to this announcement."""
        if entries.place(entry_id) > entries.place(self.entry_id):
            self.entry_id = entry_id

    def reset(self, entry_id: str) -> None:
        """Note that announcements before this one were lost; the place may be an earlier one."""
        self.entry_id = entry_id
        self._say(Kind.RESET)

    def pause(self) -> None:
        """Note that Redis cannot be reached."""
        self._say(Kind.PAUSED)

    def close(self) -> None:
        """Note that the server goes down."""
        self._say(Kind.CLOSING)

    async def next(self, patience: float) -> Message | None:
        """Return what there is to tell, or None when for `patience` seconds there was nothing."""
        try:
            async with asyncio.timeout(patience):
                await self._news.wait()
        except TimeoutError:
            return None
        message = Message(self._kind, self.entry_id, tuple(sorted(self._changed)))
        self._changed.clear()
        self._news.clear()
        self._kind = Kind.CHANGED
        return message

    def _say(self, kind: Kind) -> None:
        if self._kind is Kind.CLOSING:
            return
        self._kind = kind
        self._changed.clear()
        self._news.set()
