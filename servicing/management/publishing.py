"""Putting messages into a stream at a pace, as other systems do."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any

import redis
from django.core.management.base import CommandError

from servicing.demo.messages import Message

CHUNK = 500
TICK_SECONDS = 0.05
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
OUTAGE = (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError)


class Publisher:
    """Puts messages into one stream, at a pace, until told to stop.

    With `say` it is patient: it reports an outage of Redis, waits, and tries again. A message
    whose answer was lost is sent again; its identity keeps it from counting twice.
    """

    def __init__(
        self,
        *,
        client: redis.Redis,
        stream: str,
        stopping: threading.Event,
        say: Callable[[str], object] | None,
    ) -> None:
        self.client = client
        self.stopping = stopping
        self.published = 0
        self._stream = stream
        self._say = say

    def publish(self, messages: Iterable[Message], *, rate: float) -> None:
        """Publish messages at a number of events a second; 0 is as fast as possible."""
        self.publish_moments(([message] for message in messages), rate=rate)

    def publish_moments(self, moments: Iterable[list[Message]], *, rate: float) -> None:
        """Publish moments at a number of them a second; the messages of one go out at once."""
        size = max(1, round(rate * TICK_SECONDS)) if rate else CHUNK
        due = time.monotonic()
        for chunk in _chunks(moments, size):
            if self.stopping.wait(max(0.0, due - time.monotonic())):
                return
            self.ask(partial(self._add, list(chain.from_iterable(chunk))))
            if rate:
                due = max(due + len(chunk) / rate, time.monotonic() - 1)

    def ask(self, question: Callable[[], Any]) -> Any:
        """Ask Redis something; when it is away, wait if that was agreed on.

        Returns its answer, or None if told to stop while waiting.

        :raises CommandError: if Redis does not answer and we are not to wait
        """
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            try:
                return question()
            except OUTAGE as error:
                if self._say is None:
                    raise CommandError(_does_not_answer(error)) from None
                self._say(f"{_does_not_answer(error)} Trying again in {pause:g} s.")
                self.stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
        return None

    def _add(self, messages: list[Message]) -> None:
        with self.client.pipeline(transaction=False) as pipeline:
            for message in messages:
                pipeline.xadd(self._stream, message)  # type: ignore[arg-type]
            pipeline.execute()
        self.published += len(messages)


def _does_not_answer(error: Exception) -> str:
    return f"Redis does not answer ({error}). Is it running, and is REDIS_URL right?"


def _chunks(moments: Iterable[list[Message]], size: int) -> Iterator[list[list[Message]]]:
    left = iter(moments)
    while chunk := list(islice(left, size)):
        yield chunk
