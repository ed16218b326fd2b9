"""Free JSON for people: nested definition lists with names in words instead of a raw dump.

Assessments and application data have no fixed shape (WIRE 1.4), so whatever comes is shown: in its
own order, down to a depth and up to a number of lines that a person can read. The rest is in the
raw text, which every page offers beside this.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from billie.web import words
from billie.web.chips import Chip, Tone

DEEPEST = 6
MOST_LINES = 300
LONGEST_ROW = 80
TOO_LONG = "There is more than fits here: see the raw text."

# Words in which a name is not written as it is spoken.
SPOKEN = {"id": "ID", "dpd": "days past due", "ekyc": "eKYC", "url": "URL", "sms": "SMS"}
VERDICTS = (
    "decision",
    "outcome",
    "result",
    "overallresult",
    "recommendation",
    "status",
    "risklevel",
)
GOOD = frozenset("ACCEPT ALLOW APPROVE APPROVED CLEAR LOW PASS PASSED SUCCESS SUCCESSFUL".split())
WARN = frozenset("MANUAL MEDIUM PENDING REFER REFERRED REVIEW WARN WARNING".split())
BAD = frozenset("BLOCK DECLINE DECLINED DENY FAIL FAILED FRAUD HIGH REJECT REJECTED".split())
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_SEAMS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])|[_\-\s]+")


def readable(value: Any) -> SafeString:
    """Return any JSON value as nested definition lists."""
    reader = _Reader()
    shown = reader.show(value, depth=0)
    if reader.lines_left > 0:
        return shown
    return format_html('{}<p class="b-small b-muted">{}</p>', shown, TOO_LONG)


def raw(value: Any) -> str:
    """Return any JSON value as indented text, to be copied."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@lru_cache(maxsize=4096)
def in_words(name: str) -> str:
    """Return a name of JSON as one says it: `dishonoursIn90Days` is "Dishonours in 90 days"."""
    parts = [part for part in _SEAMS.split(name) if part]
    spoken = [SPOKEN.get(part.lower(), part if part.isupper() else part.lower()) for part in parts]
    if not spoken:
        return name
    sentence = " ".join(spoken)
    return sentence[0].upper() + sentence[1:] if spoken[0].islower() else sentence


def find_verdict(value: Any) -> Chip | None:
    """Return the word that an assessment comes to, when it says one, with a fitting tone."""
    if not isinstance(value, dict):
        return None
    by_name = {str(name).replace("_", "").lower(): found for name, found in value.items()}
    for name in VERDICTS:
        verdict = by_name.get(name)
        if isinstance(verdict, str) and 0 < len(verdict) <= LONGEST_ROW:
            said = verdict.replace("_", " ").capitalize()
            return Chip(f"{said} risk" if name == "risklevel" else said, _tone(verdict.upper()))
    return None


def _tone(verdict: str) -> Tone:
    tones: dict[Tone, frozenset[str]] = {"good": GOOD, "warn": WARN, "bad": BAD}
    return next((tone for tone, known in tones.items() if verdict in known), "quiet")


class _Reader:
    """Shows one value; counts its lines, so that a monstrous one stays readable."""

    def __init__(self) -> None:
        self.lines_left = MOST_LINES

    def show(self, value: Any, *, depth: int) -> SafeString:
        if isinstance(value, dict | list) and value and depth >= DEEPEST:
            return format_html('<code class="b-code">{}</code>', json.dumps(value)[:LONGEST_ROW])
        if isinstance(value, dict) and value:
            return self._show_object(value, depth)
        if isinstance(value, list) and value:
            return self._show_list(value, depth)
        return format_html('<bdi class="c-words">{}</bdi>', _scalar(value))

    def _show_object(self, value: dict[str, Any], depth: int) -> SafeString:
        lines = format_html_join(
            "",
            '<div class="c-pair{}"><dt title="{}">{}</dt><dd>{}</dd></div>',
            (
                (
                    " is-deep" if _is_deep(inner) else "",
                    name,
                    in_words(name),
                    self.show(inner, depth=depth + 1),
                )
                for name, inner in self._first(value.items())
            ),
        )
        return format_html('<dl class="c-tree">{}</dl>', lines)

    def _show_list(self, value: list[Any], depth: int) -> SafeString:
        if not any(isinstance(item, dict | list) for item in value):
            joined = ", ".join(map(_scalar, value))
            if len(joined) <= LONGEST_ROW:
                return format_html('<bdi class="c-words">{}</bdi>', joined)
        items = format_html_join(
            "", "<li>{}</li>", ((self.show(item, depth=depth + 1),) for item in self._first(value))
        )
        return format_html('<ul class="c-tree-list">{}</ul>', items)

    def _first(self, lines: Any) -> Iterator[Any]:
        for line in lines:
            if self.lines_left <= 0:
                return
            self.lines_left -= 1
            yield line


def _is_deep(value: Any) -> bool:
    return (isinstance(value, dict) and bool(value)) or (
        isinstance(value, list) and any(isinstance(item, dict | list) for item in value)
    )


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value is None or value == "":
        return words.NOT_KNOWN
    if value in ({}, []):
        return "None"
    if isinstance(value, str) and _INSTANT.match(value):
        return _instant(value)
    return str(value)


def _instant(text: str) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return words.exact(at) if timezone.is_aware(at) else text
