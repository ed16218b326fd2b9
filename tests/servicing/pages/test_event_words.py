"""Events in the operator's words, and the way to what they are about."""

import pytest

from servicing.pages.event_words import event_icon, event_title, find_subject


@pytest.mark.parametrize(
    ("typ", "said"),
    [
        ("account.status_changed.v1", "Account status changed"),
        ("applicationDetail_changed", "Application detail changed"),
        ("user_input", "User input"),
        ("", "Event without a type"),
    ],
)
def test_a_type_is_said_in_words(typ: str, said: str) -> None:
    assert event_title(typ) == said


def test_a_type_nobody_knows_has_a_symbol_all_the_same() -> None:
    assert event_icon("weather.v1")


def test_an_aggregate_leads_to_its_page() -> None:
    subject = find_subject("conversation:c-1")

    assert subject is not None
    assert (subject.kind, subject.key) == ("Conversation", "c-1")
    assert subject.url == "/servicing/conversations/c-1"


def test_an_aggregate_of_another_kind_has_no_page() -> None:
    subject = find_subject("weather:sun")

    assert subject is not None
    assert subject.url == ""


def test_an_event_may_be_about_nothing() -> None:
    assert find_subject("") is None
