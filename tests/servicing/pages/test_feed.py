"""The feed: the latest events in words, those that repeat in one line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from servicing.models import StoredEvent
from servicing.pages.feed import tell

NOON = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def event(number: int, **fields: Any) -> StoredEvent:
    values = {
        "typ": "user_input",
        "aggregate": "conversation:c-1",
        "outcome": "APPLIED",
        "published_at": NOON + timedelta(seconds=number),
        **fields,
    }
    return StoredEvent(pk=number, **values)


def test_events_alike_in_a_row_are_one_line() -> None:
    events = [event(4), event(3), event(2, typ="assistant_response"), event(1)]

    told = tell(events, lines=9)

    assert [(line.title, line.times) for line in told] == [
        ("User input", 2),
        ("Assistant response", 1),
        ("User input", 1),
    ]


def test_a_line_is_as_new_as_its_newest_event_and_known_by_its_oldest() -> None:
    line = tell([event(4), event(3)], lines=9)[0]

    assert line.published_at == NOON + timedelta(seconds=4)
    assert line.key == 3


def test_what_went_wrong_is_not_folded_into_what_went_well() -> None:
    told = tell([event(2, outcome="FAILED"), event(1)], lines=9)

    assert [(line.outcome, line.tone) for line in told] == [("FAILED", "bad"), ("", "quiet")]


def test_there_are_no_more_lines_than_asked_for() -> None:
    events = [event(number, aggregate=f"customer:{number}") for number in range(9, 0, -1)]

    assert len(tell(events, lines=3)) == 3
