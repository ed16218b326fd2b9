"""What stands on the operations page beside event streams: rooms show how their own work runs.

A room registers a function that returns ready HTML, or nothing; it checks itself what the person
in front of the screen may see.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString

Panel = Callable[[HttpRequest], SafeString | None]

_rooms: dict[str, Panel] = {}


def register_operations_panel(room: str, panel: Panel) -> None:
    """Let a room show something on the operations page."""
    _rooms[room] = panel


def operations_panels(request: HttpRequest) -> list[SafeString]:
    """Return what the rooms show somebody on the operations page."""
    panels = (panel(request) for panel in _rooms.values())
    return [panel for panel in panels if panel]
