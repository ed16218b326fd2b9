"""Malawian phone numbers, which are written with or without +265 and a leading zero."""

import re


def is_same_phone(one: str, other: str) -> bool:
    """Tell whether two writings mean the same phone: 0888 123 456 and +265888123456 do."""
    first, second = subscriber_of(one), subscriber_of(other)
    return bool(first) and first == second


def subscriber_of(number: str) -> str:
    """Return the nine digits of a subscriber, or nothing if it is no number of this country."""
    digits = re.sub(r"[ ()-]", "", number)
    found = re.fullmatch(r"(?:\+?265|00265|0)?([0-9]{9})", digits)
    return found.group(1) if found else ""
