"""Threads that streams share for what has to wait, each with a database connection of its own.

# Note [Why streams share a thread]
Left to itself Django gives each asynchronous request a thread. Two hundred pages that come back
at once, as after a restart, are two hundred threads that fight for the interpreter: each costs
many times what it costs alone, and open streams hear nothing meanwhile. One after the other, on a
connection that is there already, they are through sooner. A connection that nobody needs any
more is closed: open streams hold none.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import close_old_connections, connections

IDLE_SECONDS = 1.0

AnswerT = TypeVar("AnswerT")


class SharedThread:
    """One thread for questions of many streams, which are answered in turn."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._asked = 0

    @asynccontextmanager
    async def here(self) -> AsyncIterator[None]:
        """Run what is thread-sensitive in this block here."""
        async with ThreadSensitiveContext(executor=self._executor):
            try:
                yield
            finally:
                self.release()

    async def ask(self, question: Callable[..., AnswerT], *about: object) -> AnswerT:
        """Return the answer to a question, within `here`, when those before it are answered."""
        try:
            return await sync_to_async(_asked_anew)(question, *about)
        finally:
            self.release()

    def release(self) -> None:
        """Let the connection go, unless something is asked within a second."""
        self._asked += 1
        asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest, self._asked)

    def _rest(self, asked: int) -> None:
        if asked == self._asked:
            self._executor.submit(connections.close_all)


def _asked_anew(question: Callable[..., AnswerT], *about: object) -> AnswerT:
    """Ask, on a new connection if the one that is there does not answer any more."""
    close_old_connections()
    return question(*about)


doors = SharedThread("live-doors")
"""Where streams are opened, and where is asked whether they may stay open."""
