"""JSON columns to and from PostgreSQL, with every digit of every number kept."""

from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode_json(value: Any) -> str:
    """Return `value` as JSON text; a Decimal is written as a number."""
    return _encoder.encode(value).decode()


def decode_json(text: str | None) -> Any:
    """Return what a JSON column holds; fractions come as Decimal, never as float."""
    return None if text is None else _decoder.decode(text)
