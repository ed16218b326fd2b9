"""The ASGI application: endless streams to Django's own, everything else to its WSGI application.

Django answers ordinary pages almost three times as fast through WSGI threads as through its async
handlers; only answers that never end need those.
"""

import gc
import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billie.settings")

from billie.live.threads import doors
from billie.wsgi import application as pages

# Three libraries, three sets of types for the same dictionaries: what they share is said here.
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Any, Any], Awaitable[None]]

STREAMING_PREFIXES = ("/live/", "/api/billers/stream")
PAGE_THREADS = 10

# What a process has loaded by now it keeps, and what a request makes dies with the request:
# looking for circles among them takes time from pages and finds nothing.
gc.freeze()
gc.set_threshold(50_000, 20, 20)


class _Streams(ASGIHandler):
    """Opens streams in one step, all middleware and the view in a thread, and follows them here.

    Middleware that takes turns between thread and event loop costs a stream more than its view.
    """

    _middleware_chain: Any

    def load_middleware(self, is_async: bool = False) -> None:
        """Make the chain as for ordinary pages, and step into a thread before it."""
        super().load_middleware(is_async=False)
        self._middleware_chain = sync_to_async(self._middleware_chain)


_streams = cast(Application, _Streams())
_pages = cast(Application, WSGIMiddleware(cast(Any, pages), workers=PAGE_THREADS))


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Hand a request to the application that suits it."""
    if scope["type"] == "lifespan":
        await _live_and_die(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(STREAMING_PREFIXES):
        async with doors.here():
            await _streams(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)
    else:
        await send({"type": "websocket.close"})


async def _live_and_die(receive: Receive, send: Send) -> None:
    """Answer the server's two life signs; there is nothing to set up or to tear down."""
    while True:
        sign = (await receive())["type"]
        await send({"type": f"{sign}.complete"})
        if sign == "lifespan.shutdown":
            return
