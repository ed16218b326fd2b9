"""Hearing early that the server stops.

uvicorn waits for open answers before it tells the application that it stops; a stream that never
ends would make it wait for its time-out and then be cut off. So we listen to the signal as well.
"""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


def on_shutdown(loop: asyncio.AbstractEventLoop, action: Callable[[], None]) -> None:
    """Call `action` in the loop at SIGTERM or SIGINT, and let the server's own handler follow.

    Outside the main thread signals cannot be heard; there the server cuts its streams off.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        _chain(number, signal.getsignal(number), loop, action)


def _chain(
    number: signal.Signals,
    server: Any,
    loop: asyncio.AbstractEventLoop,
    action: Callable[[], None],
) -> None:
    def stop(received: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(action)
        if callable(server):
            server(received, frame)

    if callable(server):
        signal.signal(number, stop)
