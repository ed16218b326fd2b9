"""GET /api/billers/stream: every move of every payment, as server-sent events while it is open.

`moved` has `{"transactions": [...]}`, each as in the list and as it stands now; `reset` asks to
read the list anew, as moves may be missing; `paused` says that moves cannot be seen until a reset
comes; `closing` that the server goes down; `signed-out` that the session or the token has ended.
A client goes on after an interruption from the id it saw last, in `Last-Event-ID` or `?after=`.
"""

import time
from collections.abc import AsyncIterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from billers.api.moves import Moves, running_moves
from billie.live import topics
from billie.live.access import Access, check_access
from billie.live.hub import running_hub
from billie.live.subscription import Kind, Message
from billie.live.threads import doors
from billie.live.views import heartbeat, opening, place_to_continue
from billie.staff.access import may
from billie.staff.authentication import ApiTokenAuthentication
from billie.staff.roles import who_may
from billie.web.api_errors import error_body

VIEW = "billers.view_billertransaction"
WATCHED = frozenset({topics.any_of("payment")})
HEARTBEAT_SECONDS = 15.0
ACCESS_CHECK_SECONDS = 60.0


@require_GET
def stream(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Tell a client of every move, for as long as it listens."""
    access = _access_of(request)
    if access is Access.SIGNED_OUT:
        return _refuse(
            401,
            "NOT_SIGNED_IN",
            "This needs a signed-in person or a token.",
            "Get a token with POST /api/auth/token and send it as Authorization: Bearer.",
        )
    if access is Access.FORBIDDEN:
        words = f"This needs the permission {VIEW}."
        return _refuse(403, "PERMISSION_MISSING", words, who_may(VIEW))
    return StreamingHttpResponse(
        _events(request),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


stream.required_permission = VIEW  # type: ignore[attr-defined]


async def _events(request: HttpRequest) -> AsyncIterator[bytes]:
    doors.release()  # what this request has opened until now
    moves = running_moves()
    async with running_hub().subscribed(WATCHED, place_to_continue(request)) as subscription:
        yield opening(subscription)
        checked_at = time.monotonic()
        while True:
            message = await subscription.next(HEARTBEAT_SECONDS)
            if time.monotonic() - checked_at > ACCESS_CHECK_SECONDS:
                if await doors.ask(_access_of, request) is not Access.GRANTED:
                    yield b"event: signed-out\ndata: {}\n\n"
                    return
                checked_at = time.monotonic()
            yield await _event(message, moves) if message else heartbeat(subscription)
            if message and message.kind is Kind.CLOSING:
                return


async def _event(message: Message, moves: Moves) -> bytes:
    if message.kind is Kind.CHANGED:
        data = await moves.spell(message.topics)
        return b"event: moved\nid: %s\ndata: %s\n\n" % (message.entry_id.encode(), data)
    place = f"id: {message.entry_id}\n" if message.kind is Kind.RESET else ""
    return f"event: {message.kind}\n{place}data: {{}}\n\n".encode()


def _access_of(request: HttpRequest) -> Access:
    """Tell whether who asks may watch, by token or by session."""
    try:
        found = ApiTokenAuthentication().authenticate(Request(request))
        if found is None:
            return check_access(request.session.session_key, [VIEW])
        request.user, token = found
        request.auth = token  # type: ignore[attr-defined]
        return Access.GRANTED if may(request, VIEW) else Access.FORBIDDEN
    except AuthenticationFailed:
        return Access.SIGNED_OUT


def _refuse(status: int, code: str, message: str, next_step: str) -> JsonResponse:
    body = error_body(code=code, message=message, next_step=next_step)
    return JsonResponse(body, status=status)
