"""The stream that an open page listens to: `/live/stream?topic=customer:CUS-1&topic=…`.

Server-sent events. `changed` has `{"topics": [...]}`; `reset` asks to reload every part; `paused`
says that changes cannot be seen until a reset comes; `closing` that the server goes down;
`signed-out` that the session has ended. A page continues after an interruption from the id it saw
last, in the header `Last-Event-ID` or in `?after=`.
"""

import time
from collections.abc import AsyncIterator

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from billie.live import entries, topics
from billie.live.access import Access, check_access
from billie.live.hub import running_hub
from billie.live.subscription import Kind, Message, Subscription
from billie.live.threads import doors

HEARTBEAT_SECONDS = 15.0
SESSION_CHECK_SECONDS = 60.0
RETRY_MILLISECONDS = 2000

REFUSALS = {
    Access.SIGNED_OUT: (401, "NOT_SIGNED_IN", "You are not signed in.", "Sign in again."),
    Access.FORBIDDEN: (
        403,
        "NOT_ALLOWED",
        "You may not watch this.",
        "Ask an administrator for the role that shows it.",
    ),
}


@require_GET
def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Tell a page, for as long as it is open, which of its topics have changed."""
    try:
        wanted = topics.check(request.GET.getlist("topic"))
    except topics.NotATopic as problem:
        return _refuse(400, "NOT_A_TOPIC", str(problem), "Correct the address.")
    session_key = request.session.session_key
    access = check_access(session_key, topics.permissions_for(wanted))
    if access in REFUSALS:
        return _refuse(*REFUSALS[access])
    return StreamingHttpResponse(
        _events(wanted, place_to_continue(request), session_key),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    wanted: frozenset[str], after: str, session_key: str | None
) -> AsyncIterator[bytes]:
    doors.release()  # what this request has opened until now
    needed = topics.permissions_for(wanted)
    async with running_hub().subscribed(wanted, after) as subscription:
        yield opening(subscription)
        checked_at = time.monotonic()
        while True:
            message = await subscription.next(HEARTBEAT_SECONDS)
            if time.monotonic() - checked_at > SESSION_CHECK_SECONDS:
                if await doors.ask(check_access, session_key, needed) is not Access.GRANTED:
                    yield b"event: signed-out\ndata: {}\n\n"
                    return
                checked_at = time.monotonic()
            yield _event(message) if message else heartbeat(subscription)
            if message and message.kind is Kind.CLOSING:
                return


def opening(subscription: Subscription) -> bytes:
    """Return how a stream begins: when to come again after an interruption, and from where."""
    return f"retry: {RETRY_MILLISECONDS}\n".encode() + heartbeat(subscription)


def heartbeat(subscription: Subscription) -> bytes:
    """Return a comment that keeps the connection alive, with the page's place if nothing waits."""
    place = f"id: {subscription.entry_id}\n" if subscription.is_quiet else ""
    return f": still here\n{place}\n".encode()


def _event(message: Message) -> bytes:
    data = orjson.dumps({"topics": message.topics}).decode()
    has_place = message.kind in {Kind.CHANGED, Kind.RESET}
    place = f"id: {message.entry_id}\n" if has_place else ""
    return f"event: {message.kind}\n{place}data: {data}\n\n".encode()


def place_to_continue(request: HttpRequest) -> str:
    """Return the announcement seen last, empty for none; what is no such id counts as long ago."""
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    try:
        return after and "{}-{}".format(*entries.place(after))
    except ValueError:
        return entries.START


def _refuse(status: int, code: str, message: str, next_step: str) -> JsonResponse:
    error = {"code": code, "message": message, "fields": {}, "nextStep": next_step}
    return JsonResponse({"error": error}, status=status)
