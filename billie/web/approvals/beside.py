"""What stands beside a request: other rooms show what they know of its customer (UX 8).

A room registers a function that returns ready HTML, or nothing; it checks itself what the person
in front of the screen may see.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

from billie.staff.models import Approval

Beside = Callable[[HttpRequest, Approval], SafeString | None]

_rooms: dict[str, Beside] = {}


def register_beside(room: str, panel: Beside) -> None:
    """Let a room show something beside each request."""
    _rooms[room] = panel


def panels_beside(request: HttpRequest, approval: Approval) -> list[SafeString]:
    """Return what the rooms show beside a request to somebody."""
    panels = (panel(request, approval) for panel in _rooms.values())
    return [panel for panel in panels if panel]
