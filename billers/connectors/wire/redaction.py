"""Taking secrets out of what is kept of a call, so that staff may see it.

Texts are redacted by value (the credentials that we hold, in every form in which they travel), by
the name beside a value (access keys, passwords, tokens, in markup, JSON and addresses), and by
shape (20 digits are a prepaid token). What the bank's service bus echoes of its own request is
left out whole, since it carries a key that we do not hold.

Note [No pattern runs away]: a biller's answer may be made to keep a pattern busy for hours. So
every repetition here is bounded, possessive, or begins at a character that it cannot pass.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

MASK = "•••"
LONGEST_KEPT = 20_000
SHORTEST_SECRET = 4  # shorter ones would mask half of every text, and are no secrets

_NAMES = (
    r"(?:access[ _.-]?key|api[ _.-]?key|password|passwd|secret|token|authorization|signature"
    r"|credential|bearer|hash|\bpin\b|\bpwd\b)"
)
_AMP = r"&(?:amp;){0,4}"
_OPEN, _CLOSE = rf"(?:<|{_AMP}lt;)", rf"(?:>|{_AMP}gt;)"
_QUOTE = rf"(?:\\{{0,4}}[\"']|{_AMP}(?:quot|apos);)"

_RAW_REQUEST = re.compile(
    rf"({_OPEN}(?:\w{{1,20}}:)?raw[_-]?request\b[^<>&]{{0,200}}(?<!/){_CLOSE}).*?"
    rf"({_OPEN}/(?:\w{{1,20}}:)?raw[_-]?request|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(
    rf"({_OPEN}(?:\w{{1,20}}:)?[\w.-]{{0,40}}{_NAMES}[\w.-]{{0,40}}(?:\s[^<>]{{0,200}}?)?{_CLOSE}"
    rf"(?:<!\[CDATA\[)?)(?:[^<>&]|&(?!(?:amp;){{0,4}}[lg]t;))+",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"({_NAMES}[\w.-]{{0,40}}{_QUOTE}?\s{{0,9}}[:=]\s{{0,9}}{_QUOTE})[^\"'<>&\\]+", re.IGNORECASE
)
_PLAIN = re.compile(
    rf"({_NAMES}[\w.-]{{0,40}}{_QUOTE}?\s{{0,9}}[:=]\s{{0,9}}(?:basic |bearer )?)"
    r"[^\s\"'<>&,;\\•]+",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d(?:[ -]?\d){19,}+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(rf"{_AMP}#(?:x([0-9a-f]{{1,6}})|(\d{{1,7}}));", re.IGNORECASE)


class Redactor:
    """Takes secrets out of texts; `credentials` are those of one biller."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        """Work out every form in which a credential can come back."""
        forms = {form for form in _forms(credentials) if len(form) >= SHORTEST_SECRET}
        longest_first = sorted(forms, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def clean(self, text: str) -> str:
        """Return a text of any length without control characters and without secrets."""
        text = _UNPRINTABLE.sub("", _REFERENCE.sub(_character, text))
        if self._secrets:
            text = self._secrets.sub(MASK, text)
        text = _RAW_REQUEST.sub(rf"\1{MASK}\2", text)
        for pattern in (_ELEMENT, _QUOTED, _PLAIN):
            text = pattern.sub(rf"\1{MASK}", text)
        return _TOKEN.sub(_masked_token, text)

    def keep(self, text: str) -> str:
        """Return what may be stored of a text: clean, and not endless."""
        clean = self.clean(text)
        if len(clean) <= LONGEST_KEPT:
            return clean
        return f"{clean[:LONGEST_KEPT]}\n… and {len(clean) - LONGEST_KEPT} characters more"

    def show(self, text: str, *, longest: int = 200) -> str:
        """Return one line of a biller's text, such as a name, to be shown as a fact."""
        return " ".join(self.clean(text).split())[:longest]


def _masked_token(token: re.Match[str]) -> str:
    """Return the last four digits, by which a person can tell one token from another."""
    digits = re.sub(r"\D", "", token.group())
    return MASK + digits[-4:]


def _character(reference: re.Match[str]) -> str:
    """Return a character that was written as a number, so that no secret hides behind it."""
    hexadecimal, decimal = reference.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    character = chr(number) if number <= 0x10FFFF else ""
    return reference.group() if character in set("<>&\"'") else character


def _forms(credentials: Mapping[str, str]) -> Iterator[str]:
    values = [value for value in credentials.values() if len(value) >= SHORTEST_SECRET]
    pair = f"{credentials.get('username', '')}:{credentials.get('password', '')}"
    yield from _written(values)
    for value in [*values, pair]:
        yield base64.b64encode(value.encode()).decode()


def _written(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield value
        yield value.encode().decode("latin-1")
        yield html.escape(value)
        yield html.escape(html.escape(value))
        yield html.escape(value, quote=False)
        yield html.escape(html.escape(value, quote=False), quote=False)
        yield quote(value, safe="")
        yield quote_plus(value)
        yield json.dumps(value)[1:-1]
