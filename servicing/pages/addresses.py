"""Postal addresses on one line, as they are read aloud."""

from collections.abc import Mapping
from typing import Any

DEFAULT_COUNTRY = "Australia"


def one_line(address: Mapping[str, Any]) -> str:
    """Return an address of an event (WIRE 1.3) on one line, empty when nothing is known of it.

    Its own full text wins; otherwise it is put together from what there is. The country is left
    out where it is the usual one.
    """
    if whole := _text(address, "full_address"):
        return whole
    unit, number = _text(address, "unit_number"), _text(address, "street_number")
    house = f"{unit}/{number}" if unit and number else unit or number
    street = _joined(house, _text(address, "street_name"), _text(address, "street_type"))
    town = _joined(*(_text(address, name) for name in ("suburb", "state", "postcode")))
    country = _text(address, "country")
    parts = (street, town, "" if country == DEFAULT_COUNTRY else country)
    return ", ".join(part for part in parts if part)


def _text(address: Mapping[str, Any], name: str) -> str:
    value = address.get(name)
    return str(value).strip() if value is not None else ""


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)
