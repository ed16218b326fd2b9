"""The event table has no holes, and every handler asks only for rows that its event named."""

import inspect

import pytest

from servicing import events, projections
from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import Story


def replaces_all(typ: str) -> bool:
    """Tell whether an event's whole payload takes the place of the one before."""
    return issubclass(events.CATALOGUE[typ], events.Assessment)


IDS = {
    "account_id",
    "customer_id",
    "canonical_id",
    "journey_id",
    "merged_canonical_id",
    "requestId",
}
every_type = pytest.mark.parametrize("typ", events.CATALOGUE)


@pytest.mark.parametrize(
    "event", dict.fromkeys(events.CATALOGUE.values()), ids=lambda event: event.__name__
)
def test_every_event_is_handled_or_ignored_for_a_reason(event):
    assert (event in projections.EVENT_TABLE) != bool(projections.IGNORED.get(event))


def test_the_table_has_no_event_that_nobody_sends():
    assert {*projections.EVENT_TABLE, *projections.IGNORED} == set(events.CATALOGUE.values())


@pytest.mark.parametrize(
    "on", projections.EVENT_TABLE.values(), ids=lambda on: on.handler.__name__
)
def test_every_handler_is_a_plain_function_of_event_envelope_and_rows(on):
    assert list(inspect.signature(on.handler).parameters) == ["event", "envelope", "rows"]


def test_there_is_an_example_of_every_type():
    assert set(EXAMPLES) == set(events.CATALOGUE)


@every_type
def test_an_example_is_read_without_a_warning(typ):
    story = Story().chat(typ, **EXAMPLES[typ])

    assert story.warnings == []


@every_type
def test_any_event_may_be_the_first(typ):
    story = Story().chat(typ, **EXAMPLES[typ])

    assert type(story.latest) is events.CATALOGUE[typ]
    assert any(story.rows.tables.values())


@every_type
def test_an_event_that_says_nothing_but_whom_it_is_about_is_enough(typ):
    bare = {name: value for name, value in EXAMPLES[typ].items() if name in IDS}

    story = Story().chat(typ, **bare)

    assert type(story.latest) is events.CATALOGUE[typ]


@pytest.mark.parametrize("typ", [typ for typ in EXAMPLES if not replaces_all(typ)])
def test_null_means_absent(typ):
    story = Story().chat(typ, **EXAMPLES[typ])
    before = snapshot(story)
    nulls = {name: value if name in IDS else None for name, value in EXAMPLES[typ].items()}

    story.chat(typ, **nulls)

    assert snapshot(story) == before


@every_type
def test_the_same_facts_told_again_change_nothing(typ):
    story = Story().chat(typ, **EXAMPLES[typ])
    before = snapshot(story)

    story.chat(typ, **EXAMPLES[typ])

    assert snapshot(story) == before


def test_every_event_over_the_rows_of_all_others_names_what_it_touches():
    story = Story()

    for _ in range(2):
        for typ, payload in EXAMPLES.items():
            story.chat(typ, **payload)

    assert len(story.utterances) == 4


def test_a_failing_event_is_taken_back_whole():
    story = Story().given("account.created.v1", **EXAMPLES["account.created.v1"])
    before = snapshot(story)
    story.given("account.schedule.updated.v1", **EXAMPLES["account.schedule.updated.v1"])

    story.rows.take_back()

    assert snapshot(story) == before


def snapshot(story: Story) -> dict[object, dict[str, object]]:
    """Return all rows as they are, without when they changed."""
    stamps = {"_state", "as_of", "at", "aging_updated_at"}
    return {
        (model, key): {
            name: without_instants(value)
            for name, value in row.__dict__.items()
            if name not in stamps and not name.endswith("_at")
        }
        for model, table in story.rows.tables.items()
        for key, row in table.items()
    }


def without_instants(value):
    """Return free JSON without the instants that projections put in."""
    if isinstance(value, dict):
        return {name: without_instants(item) for name, item in value.items() if name != "at"}
    return value
