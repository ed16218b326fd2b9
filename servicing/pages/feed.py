"""The feed of the dashboard: the latest events in words, those that repeat in one line.

Pure: stored events go in, newest first; what the template shows comes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from billie.web.chips import Tone
from servicing.models import StoredEvent
from servicing.models.event_store import Outcome
from servicing.pages.chips import EVENT_OUTCOME
from servicing.pages.event_words import event_icon, event_title, find_subject

EXPECTED = {Outcome.APPLIED, Outcome.IGNORED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event, or several alike in a row; `key` is the oldest of them, so a growing line stays.

    `outcome` is empty where all went as it should.
    """

    key: int
    title: str
    times: int
    subject: str
    url: str
    icon: str
    tone: Tone
    outcome: str
    published_at: datetime


def tell(events: Sequence[StoredEvent], *, lines: int) -> list[Line]:
    """Return the events as at most so many lines, in their order."""
    alike = groupby(events, key=lambda event: (event.typ, event.aggregate, event.outcome))
    return [_line(list(group)) for _key, group in islice(alike, lines)]


def _line(group: list[StoredEvent]) -> Line:
    newest = group[0]
    subject = find_subject(newest.aggregate)
    is_odd = newest.outcome not in EXPECTED
    return Line(
        key=group[-1].pk,
        title=event_title(newest.typ),
        times=len(group),
        subject=f"{subject.kind} {subject.key}" if subject else newest.typ,
        url=subject.url if subject else "",
        icon=event_icon(newest.typ),
        tone=EVENT_OUTCOME[newest.outcome].tone if is_odd else "quiet",
        outcome=newest.outcome if is_odd else "",
        published_at=newest.published_at,
    )
