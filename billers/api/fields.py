"""Kinds of fields in the bodies and parameters of this room."""

import json
from typing import Any

from rest_framework import serializers

LONGEST_TYPE = 32
LONGEST_ACCOUNT = 100
LONGEST_CORE_ACCOUNT = 64


def text(longest: int, **options: Any) -> serializers.CharField:
    """Return a field for a text that may be left out or empty."""
    empty: dict[str, Any] = {"required": False, "allow_blank": True, "max_length": longest}
    return serializers.CharField(**{**empty, **options})


def biller_type(**options: Any) -> serializers.CharField:
    """Return a field for a biller's type code, in any case."""
    words = "Type of the biller, in any case: `lwb_postpaid` or `LWB_POSTPAID`."
    return serializers.CharField(**{"max_length": LONGEST_TYPE, "help_text": words, **options})


def currency(**options: Any) -> serializers.RegexField:
    """Return a field for a currency's code."""
    return serializers.RegexField("^[A-Z]{3}$", **options)


def storable(value: Any) -> None:
    """Let JSON pass that the database can hold.

    :raises serializers.ValidationError: if a NUL or half a character is in it
    """
    try:
        written = json.dumps(value, ensure_ascii=False)
        written.encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise serializers.ValidationError("Half a character is in it.") from error
    if "\\u0000" in written:
        raise serializers.ValidationError("Null characters are not allowed.")
