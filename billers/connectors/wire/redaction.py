"""Taking secrets out of what is kept of a call, so that staff may see it.

Texts are redacted by value (the credentials that we hold, in every form in which they travel), by
the name beside a value (access keys, passwords, tokens, in markup, JSON and addresses), and by
shape (20 digits are a prepaid token). What the bank's service bus echoes of its own request is
left out whole, since it carries a key that we do not hold.

Note [No pattern runs away]: a biller's answer may be made to keep a pattern busy for hours. So
every repetition here is bounded, possessive, or begins at a character that it cannot pass.
"""

import base64
import functools
import re
from collections.abc import Mapping

from billers.connectors.wire.writings import any_writing_of

MASK = "•••"
LONGEST_KEPT = 20_000
MARGIN = 8_192  # longer than any secret in any writing
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
_PLAINEST = re.compile(r"[A-Za-z0-9_-]*")
_WRITTEN_OTHERWISE = re.compile(r"#|%|\\u")  # even plain letters can be numbers or bytes
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(rf"{_AMP}#(?:x([0-9a-f]{{1,6}})|(\d{{1,7}}));", re.IGNORECASE)


class Redactor:
    """Takes secrets out of texts; `credentials` are those of one biller."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        """Prepare to find each credential, however it is written."""
        self._secrets = _secrets_of(credentials)
        self._landmarks = {max(_PLAINEST.findall(secret), key=len) for secret in self._secrets}

    def clean(self, text: str) -> str:
        """Return a text without control characters and without secrets."""
        text = _UNPRINTABLE.sub("", text)
        if any(mark in text for mark in self._landmarks) or _WRITTEN_OTHERWISE.search(text):
            text = _pattern_of(frozenset(self._secrets)).sub(MASK, text)
        text = _REFERENCE.sub(_character, text)
        text = _RAW_REQUEST.sub(rf"\1{MASK}\2", text)
        for pattern in (_ELEMENT, _QUOTED, _PLAIN):
            text = pattern.sub(rf"\1{MASK}", text)
        return _TOKEN.sub(_masked_token, text)

    def keep(self, text: str) -> str:
        """Return what may be stored of a text: clean, and not endless."""
        kept = self._start_of(text, longest=LONGEST_KEPT)
        if len(text) <= LONGEST_KEPT:
            return kept
        return f"{kept}\n… of {len(text)} characters"

    def show(self, text: str, *, longest: int = 200) -> str:
        """Return one line of a biller's text, such as a name, to be shown as a fact."""
        return " ".join(self._start_of(text, longest=longest).split())

    def _start_of(self, text: str, *, longest: int) -> str:
        """Return the beginning of a text, clean; no secret is cut in two by its end."""
        part = text[: longest + 2 * MARGIN]
        clean = self.clean(part)
        if len(part) < len(text):
            clean = clean[:-MARGIN]
        return clean[:longest]


@functools.lru_cache(maxsize=64)
def _pattern_of(secrets: frozenset[str]) -> re.Pattern[str]:
    """Return what finds each secret in any writing; nothing at all if there is none."""
    longest_first = sorted(secrets, key=len, reverse=True)
    return re.compile("|".join(any_writing_of(secret) for secret in longest_first) or r"(?!)")


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


def _secrets_of(credentials: Mapping[str, str]) -> set[str]:
    """Return what must never be kept: every credential, by itself and as headers write it."""
    secrets = {value for value in credentials.values() if len(value) >= SHORTEST_SECRET}
    pair = f"{credentials.get('username', '')}:{credentials.get('password', '')}"
    return secrets | {
        base64.b64encode(value.encode()).decode() for value in [*secrets, pair] if value != ":"
    }
