"""The hub: one reader of the announcements in a process, for all pages that are open there."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import structlog
from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from billie.live import entries, history, sources
from billie.live.shutdown import on_shutdown
from billie.live.subscription import Subscription
from billie.live.topics import EVERYTHING, any_of

BLOCK_SECONDS = 5
ANSWER_SECONDS = 5  # how late an answer may be before Redis counts as gone
REACH_SECONDS = 0.01
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 3.0

log = structlog.get_logger(__name__)


class Listener(Protocol):
    """What keeps something that holds until it changes; told before any page is."""

    def changed(self, topics: list[str]) -> None:
        """Note that these topics have changed. Called in the event loop: do not wait."""

    def lost(self) -> None:
        """Note that anything may have changed."""


class Hub:
    """Follows the stream of announcements from the first subscription on, and hands them out.

    Lives in one event loop and is used from there only.
    """

    def __init__(self, redis_url: str) -> None:
        # No retries: a lost connection must be noticed, as announcements may be missing. None of
        # the client's time-outs: under Python 3.11 they can swallow a cancellation.
        self._redis = Redis.from_url(
            redis_url, socket_timeout=None, socket_connect_timeout=ANSWER_SECONDS, retry=None
        )
        self._subscriptions: set[Subscription] = set()
        self._by_topic: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._position = ""  # empty while Redis cannot be reached
        self._listeners: list[Listener] = []
        self._tried = asyncio.Event()
        self._closed = False

    @asynccontextmanager
    async def subscribed(self, topics: frozenset[str], after: str) -> AsyncIterator[Subscription]:
        """Watch topics: all that has happened since the announcement `after`, and all that will.

        With an empty `after` the past is not asked about.
        """
        subscription = Subscription(topics)
        self._enter(subscription)
        try:
            await self._catch_up(subscription, after)
            yield subscription
        finally:
            self._leave(subscription)

    def listen(self, listener: Listener) -> None:
        """Tell something of all that happens from now on."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Tell every page that the server goes down, and every page that comes from now on."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.close()

    async def _catch_up(self, subscription: Subscription, after: str) -> None:
        await self._tried.wait()
        if not self._position:
            subscription.pause()
            return
        subscription.move_to(self._position)
        if not after:
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                entry_id, changed = await history.changed_since(after, self._redis)
                await self._reach(entry_id)
            subscription.add(entry_id, changed)
        except (history.Forgotten, RedisError, OSError):
            if self._position:  # else the reader has said "paused", and will say "reset" itself
                subscription.reset(self._position)

    async def _reach(self, entry_id: str) -> None:
        """Wait until listeners have been told of an announcement, as a page will be."""
        while self._position and entries.place(self._position) < entries.place(entry_id):
            await asyncio.sleep(REACH_SECONDS)

    def _enter(self, subscription: Subscription) -> None:
        self._subscriptions.add(subscription)
        new = [topic for topic in subscription.topics if topic not in self._by_topic]
        for topic in subscription.topics:
            self._by_topic[topic].add(subscription)
        sources.begin(new)
        if self._closed:
            subscription.close()
        if self._reader is None:
            self._reader = asyncio.create_task(self._read_for_ever(), name="live-hub")

    def _leave(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)
        for topic in subscription.topics:
            self._by_topic[topic].discard(subscription)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
                sources.end([topic])

    async def _read_for_ever(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        is_first = True
        while True:
            with suppress(RedisError, OSError):
                await self._find_position(is_first=is_first)
                pause = FIRST_PAUSE_SECONDS
                await self._read()
            is_first = False
            self._lose_position()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _find_position(self, *, is_first: bool) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            self._position = await history.newest_id(self._redis)
        self._tried.set()
        if not is_first:
            log.info("live_redis_is_back", pages=len(self._subscriptions))
            self._tell_lost()
            for subscription in self._subscriptions:
                subscription.reset(self._position)

    def _lose_position(self) -> None:
        is_news = bool(self._position) or not self._tried.is_set()
        self._position = ""
        self._tried.set()
        self._tell_lost()
        if is_news:  # pages that come later are told as they come
            log.warning("live_redis_is_gone", pages=len(self._subscriptions))
            for subscription in self._subscriptions:
                subscription.pause()

    async def _read(self) -> None:
        while True:
            async with asyncio.timeout(BLOCK_SECONDS + ANSWER_SECONDS):
                answer: Any = await self._redis.xread(
                    {entries.STREAM: self._position}, block=BLOCK_SECONDS * 1000
                )
            for _, announcements in answer or []:
                for entry_id, fields in announcements:
                    self._hand_out(entry_id.decode(), entries.decode(fields))

    def _hand_out(self, entry_id: str, topics: list[str]) -> None:
        self._position = entry_id
        if EVERYTHING in topics:
            self._tell_lost()
            for subscription in self._subscriptions:
                subscription.reset(entry_id)
            return
        for listener in self._listeners:
            listener.changed(topics)
        touched: defaultdict[Subscription, list[str]] = defaultdict(list)
        for topic in topics:
            for watched in (topic, any_of(topic.partition(":")[0])):
                for subscription in self._by_topic.get(watched, ()):
                    touched[subscription].append(topic)
        for subscription, its_topics in touched.items():
            subscription.add(entry_id, its_topics)

    def _tell_lost(self) -> None:
        for listener in self._listeners:
            listener.lost()


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def running_hub() -> Hub:
    """Return the hub of the running event loop, which closes when the server is told to stop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(settings.REDIS_URL)
        on_shutdown(loop, _hubs[loop].close)
    return _hubs[loop]
