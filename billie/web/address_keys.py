"""Identifiers within addresses: they are minted elsewhere, so anything may be in one.

Slashes too. An address with a NUL, which PostgreSQL could not hold, is refused before any door
is asked (`sound_addresses`).
"""

from django.urls import register_converter
from django.urls.converters import StringConverter

LONGEST_KEY = 200


class KeyConverter(StringConverter):
    """An identifier; what is longer than any column for it is none, and leads nowhere."""

    regex = rf"(?s:.){{1,{LONGEST_KEY}}}"

    def to_python(self, value: str) -> str:
        """Return the identifier as it is."""
        return value


register_converter(KeyConverter, "key")
