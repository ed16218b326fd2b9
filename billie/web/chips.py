"""Status chips: which words, tone and icon a code has on screen.

A chip always carries its words; tone and icon only support them, so that nothing is told by
colour alone. Each room adds its own codes (`CHIPS["account_status"] = {...}`) beside its pages.
"""

from typing import Literal, NamedTuple

Tone = Literal["good", "warn", "bad", "info", "quiet"]


class Chip(NamedTuple):
    """What is shown for one code: words, tone, and the name of a Material symbol."""

    label: str
    tone: Tone = "quiet"
    icon: str = ""


CHIPS: dict[str, dict[str, Chip]] = {}


def find_chip(kind: str, code: str) -> Chip:
    """Return the chip of a code; a code that nobody described is shown as it is, quietly."""
    known = CHIPS.get(kind, {}).get(code)
    return known or Chip(code.replace("_", " ").capitalize())
