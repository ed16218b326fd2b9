"""What goes over the wire: a request as it came, an answer and the way it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

XML = "application/xml; charset=utf-8"
JSON = "application/json"
HTML = "text/html; charset=utf-8"


class Ending(Enum):
    """What becomes of an answer on its way to the client."""

    WHOLE = "it arrives"
    TWICE = "it arrives twice, although it was asked for once"
    CUT = "half of it arrives, then the connection closes"
    CLOSED = "the connection closes without a byte of it"
    RESET = "the connection is reset"
    SILENT = "nothing comes until the client gives up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, whole; header names are in lower case, the path is cut and decoded."""

    method: str
    segments: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; `location` is where a redirect points to, `padding` counts blanks at the end."""

    status: int = 200
    body: bytes = b""
    padding: int = 0
    content_type: str = XML
    location: str = ""
    ending: Ending = Ending.WHOLE


def html_page(status: int, title: str) -> Answer:
    """Return the kind of page that web servers show when nobody wrote one."""
    body = (
        f"<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n"
        f"<body>\n<center><h1>{status} {title}</h1></center>\n<hr>\n</body>\n</html>\n"
    )
    return Answer(status=status, body=body.encode(), content_type=HTML)
