"""What went over the wire, set out for reading: indented, and otherwise as it was.

# Note [Why nothing is parsed here]
A troubled answer is the one that people look at, and it need not be XML or JSON at all. So tags
are only put on lines of their own; what was sent can never be misunderstood on its way to a page.
"""

import json
import re

STEP = "  "
DEEPEST = 20
MOST_TIMES_LONGER = 20
_PIECES = re.compile(r"(<[^<>]*>)")


def pretty(text: str) -> str:
    """Return a message with its XML or JSON indented; what stands before the body stays."""
    head, blank, body = text.partition("\n\n")
    if not blank:
        return _body(text)
    return f"{head}\n\n{_body(body)}"


def _body(text: str) -> str:
    stripped = text.strip()
    if stripped.startswith("<"):
        return _xml(stripped)
    if stripped.startswith(("{", "[")):
        try:
            shown = json.dumps(json.loads(stripped), indent=2, ensure_ascii=False)
            shown.encode()  # half a character can be written in JSON, and on no page
        except (ValueError, RecursionError):
            return text
        return shown if len(shown) <= MOST_TIMES_LONGER * len(text) else text
    return text


def _xml(text: str) -> str:
    """Put each tag on a line, and a text beside the tag that opens it and the one that closes."""
    lines: list[str] = []
    depth = 0
    is_open = False
    for piece in filter(str.strip, _PIECES.split(text)):
        is_tag = piece.startswith("<")
        is_closing = piece.startswith("</")
        if is_closing:
            depth = max(depth - 1, 0)
        if (is_closing or not is_tag) and is_open:
            lines[-1] += piece.strip()
        else:
            lines.append(STEP * min(depth, DEEPEST) + piece.strip())
        is_opening = is_tag and not is_closing and not piece.startswith(("<?", "<!"))
        if is_opening and not piece.endswith("/>"):
            depth += 1
        is_open = is_opening or (not is_tag and is_open)
        if is_closing or piece.endswith("/>"):
            is_open = False
    return "\n".join(lines)
