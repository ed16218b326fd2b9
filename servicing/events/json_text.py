"""JSON as it really comes: wrapped in strings, with NUL characters, NaN, huge numbers, bombs."""

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from servicing.events.doubts import Doubt, Notes, Unreadable

MOST_WRAPPINGS = 3
DEEPEST = 64
LONGEST_NUMBER = 300  # digits; Python reads no whole number of more than 4 300
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {
    bool: "a boolean",
    str: "a text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
_BROKEN = (ValueError, RecursionError)  # what both parsers raise on bad text

_encode = msgspec.json.Encoder(decimal_format="number").encode
_string = msgspec.json.Decoder(str)


class _EventId(msgspec.Struct, frozen=True):
    event_id: Any = None


_event_id = msgspec.json.Decoder(_EventId)


def unwrap(payload: str) -> str:
    """Return the JSON text inside, when a payload is JSON text inside JSON strings."""
    for _ in range(MOST_WRAPPINGS):
        if not payload.lstrip().startswith('"'):
            break
        try:
            payload = _string.decode(payload)
        except _BROKEN:
            break
    return payload


def payload_event_id(payload: str) -> str:
    """Return the explicit event id inside a payload, or nothing."""
    if '"event_id"' not in payload:
        return ""
    try:
        event_id = _event_id.decode(payload).event_id
    except _BROKEN:
        event_id = _find_event_id(payload)
    if isinstance(event_id, bool) or not isinstance(event_id, str | int):
        return ""
    return str(event_id)


def _find_event_id(payload: str) -> Any:
    try:
        found = load(payload, Notes())
    except Unreadable:
        return None
    return found.get("event_id")


def load(payload: str, notes: Notes) -> dict[str, Any]:
    """Return the object in a payload, made safe to store, with numbers exact.

    Whole numbers come as int, others as Decimal. NUL characters, lone surrogates and NaN are
    taken out, and noted.
    :raises Unreadable: when it is no JSON object, or nested too deeply
    """
    value: Any = payload
    for _ in range(MOST_WRAPPINGS + 1):
        if not isinstance(value, str):
            break
        value = _parse(value)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"the payload is {word_for(value)}, not an object")
    scrub = _Scrub(notes)
    scrubbed: dict[str, Any] = scrub.value(value, 1)
    return scrubbed


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text, strict=False, parse_float=Decimal, parse_int=_whole, parse_constant=Decimal
        )
    except RecursionError as error:
        raise Unreadable(f"the payload is nested deeper than {DEEPEST} levels") from error
    except (ValueError, ArithmeticError) as error:
        raise Unreadable(f"the payload is not JSON: {str(error)[:200]}") from error


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= LONGEST_NUMBER else Decimal(digits)


class _Scrub:
    """Goes through a JSON value and takes out what PostgreSQL cannot store."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._said: set[str] = set()

    def value(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            self._check(depth)
            return {self._text(key): self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            self._check(depth)
            return [self.value(item, depth + 1) for item in value]
        if isinstance(value, Decimal) and not value.is_finite():
            self._say("NaN or Infinity was removed")
            return None
        return value

    def _text(self, text: str) -> str:
        if "\0" in text:
            self._say("NUL characters were removed")
            text = text.replace("\0", "")
        if not text.isascii() and _SURROGATE.search(text):
            self._say("characters that are no Unicode were replaced")
            text = _SURROGATE.sub("\ufffd", text)
        return text

    def _check(self, depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable(f"the payload is nested deeper than {DEEPEST} levels")

    def _say(self, what: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._notes.say(f"payload: {what}")


def exact_number(digits: str) -> Decimal | str:
    """Return a JSON number with a fraction or an exponent, exactly.

    # Note [Numbers inside free JSON]
    Free JSON is stored and shown as it was sent, so its fractions are Decimals and never floats. A
    number of a size that no database stores is kept as text.
    """
    try:
        return _if_storable(Decimal(digits), digits)
    except ArithmeticError:
        return digits


def storable(value: Any) -> Any:
    """Return a value of `load` with all numbers storable; see Note [Numbers inside free JSON]."""
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return _if_storable(value, str(value)) if isinstance(value, Decimal) else value


def _if_storable(number: Decimal, digits: str) -> Decimal | str:
    fits = len(digits) <= LONGEST_NUMBER and abs(number.adjusted()) <= LONGEST_NUMBER
    return number if fits else digits


def word_for(value: Any) -> str:
    """Return what a JSON value is, in words for a warning."""
    return _WORDS.get(type(value), "a number")


def as_text(value: Any) -> str:
    """Return any JSON value as text that a person can read."""
    if isinstance(value, dict | list):
        return _encode(storable(value)).decode()
    if isinstance(value, bool) or value is None:
        raise Doubt(f"{word_for(value)} is no text")
    return str(value)
