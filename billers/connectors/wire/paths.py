"""Filling the values of a question into a configured path, so that it stays that path.

Note [A value stays in its place]: a value with a slash could make another path of it, and over
TNM a look-up's path with two values more is a purchase. So a value is escaped whole, and refused
where escaping is no help: servers take `.` and `..` for steps, and an empty value for none.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote


class ValueDoesNotFit(ValueError):
    """A value cannot stand in a path; the message names it, and is safe to show."""


def fill(path: str, values: Mapping[str, str]) -> str:
    """Return a path with each `{name}` replaced by its value, escaped.

    :raises ValueDoesNotFit: if a value would change the path around it
    """
    for name, value in values.items():
        if not value.strip() or value.strip(".") == "":
            raise ValueDoesNotFit(f"The {name.replace('_', ' ')} cannot be sent: it says nothing.")
    return re.sub(r"\{(\w+)\}", lambda found: quote(values[found.group(1)], safe=""), path)


def check_plain(name: str, value: str) -> None:
    """Refuse a value that is not made of letters, digits, dots, hyphens, underscores and a plus.

    :raises ValueDoesNotFit: if it is not
    """
    if not re.fullmatch(r"\+?[A-Za-z0-9._-]+", value):
        raise ValueDoesNotFit(
            f"The {name.replace('_', ' ')} cannot be sent: it may have letters, digits, "
            "dots, hyphens and underscores only."
        )
