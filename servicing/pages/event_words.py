"""Events and what they are about, in the operator's words and with the way to its page."""

import re
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

_VERSION = re.compile(r"\.v\d+$")
_WORD_ENDS = re.compile(r"[._\s]+|(?<=[a-z])(?=[A-Z])")

_SPELLED = {"writeoff": "write-off"}
_ICONS = {
    "account": "account_balance_wallet",
    "loan": "running_with_errors",
    "customer": "person",
    "user": "chat_bubble",
    "assistant": "smart_toy",
    "conversation": "forum",
    "noticeboard": "push_pin",
    "final": "gavel",
    "application": "description",
    "statement": "request_quote",
    "writeoff": "contract_delete",
}
_OTHER_ICON = "bolt"


class Subject(NamedTuple):
    """What an event is about; `url` is empty where there is no page of it."""

    kind: str
    key: str
    url: str


_PAGES = {
    "customer": ("Customer", "servicing:customer"),
    "account": ("Account", "servicing:account"),
    "conversation": ("Conversation", "servicing:conversation"),
    "writeoff": ("Write-off request", ""),
}


def event_title(typ: str) -> str:
    """Return an event type as words: `account.status_changed.v1` is "Account status changed"."""
    words = [word.lower() for word in _WORD_ENDS.split(_VERSION.sub("", typ)) if word]
    title = " ".join(_SPELLED.get(word, word) for word in words)
    return title.capitalize() or "Event without a type"


def event_icon(typ: str) -> str:
    """Return the symbol for an event type."""
    first = _WORD_ENDS.split(typ, maxsplit=1)[0].lower()
    return _ICONS.get(first, _OTHER_ICON)


def find_subject(aggregate: str) -> Subject | None:
    """Return what an aggregate is, None for an event that is about none."""
    kind, _, key = aggregate.partition(":")
    if not key:
        return None
    label, route = _PAGES.get(kind, (kind.capitalize(), ""))
    return Subject(label, key, _url(route, key))


def _url(route: str, key: str) -> str:
    """Return the page's address; a publisher's key that fits no address has none."""
    if not route:
        return ""
    try:
        return reverse(route, args=[key])
    except NoReverseMatch:
        return ""
