"""The `message` of a failed request on the bank's service bus: three kinds of text in one place.

Billers behind the bus answer in their own ways, and the bus passes it on as text: a sentence with
"Code 5" in it, a JSON object, or a whole SOAP envelope with its markup escaped (WIRE 3.1).
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from billers.connectors.dialects.xml_reading import Element, name_of, read_xml_text
from billers.connectors.verdicts import Unreadable

_CODE = re.compile(r"\bcode\W{0,3}([A-Z]?[0-9]{1,6})\b", re.IGNORECASE)
_STATUS = re.compile(r"[A-Z]{0,2}[0-9]{1,6}")
_ESCAPED_MARKUP = re.compile(r"\s*&(?:amp;)*lt;")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a message says: the codes in it, and the words around them."""

    codes: frozenset[str]
    text: str


def read_message(text: str) -> Claims:
    """Return what a message says.

    :raises Unreadable: if it begins as JSON or markup and is not, or denies that it is an error
    """
    plain = text.strip()
    for _ in range(2):
        if _ESCAPED_MARKUP.match(plain):
            plain = html.unescape(plain)
    if plain.startswith("<"):
        return _from_markup(read_xml_text(plain))
    if plain.startswith("{"):
        return _from_json(plain)
    return Claims(frozenset(_CODE.findall(plain)), plain)


def _from_markup(root: Element) -> Claims:
    statuses = {
        (element.text or "").strip()
        for element in root.iter()
        if name_of(element).casefold() in ("status", "statuscode")
    }
    codes = frozenset(status for status in statuses if _STATUS.fullmatch(status))
    return Claims(codes, " ".join(str(text).strip() for text in root.itertext()))


def _from_json(text: str) -> Claims:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("The biller's message begins as JSON, and is none.") from None
    if told.get("is_error") is not True:
        raise Unreadable("The biller's message says that nothing is wrong, within a refusal.")
    code = told.get("status_code")
    is_code = isinstance(code, int | str) and not isinstance(code, bool)
    return Claims(frozenset({str(code).strip()} if is_code else ()), " ".join(_sentences(told)))


def _sentences(told: dict[str, Any]) -> Iterator[str]:
    return (value for value in told.values() if isinstance(value, str))
