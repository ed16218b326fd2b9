"""The messages of a conversation as HTML."""

import time
from datetime import UTC, datetime, timedelta

from servicing.models import Utterance
from servicing.pages.chat import messages_as_html

MORNING = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)  # 12:30 in Sydney


def message(order, text="Hello", **columns):
    """Return an utterance that was never saved."""
    columns = {"username": "customer", "created_at": MORNING, **columns}
    return Utterance(stream_order=order, utterance=text, **columns)


def test_customer_and_assistant_stand_on_their_sides():
    shown = messages_as_html([message(1), message(2, username="assistant")])

    assert shown.index('is-customer" id="message-1"') < shown.index('is-assistant" id="message-2"')


def test_a_new_day_in_the_business_time_zone_parts_the_messages():
    late = MORNING.replace(hour=12, minute=59)  # 23:59 in Sydney
    shown = messages_as_html(
        [message(1, created_at=late), message(2, created_at=late + timedelta(minutes=2))]
    )

    assert shown.index("Friday 20 November 2026") < shown.index("message-1")
    assert shown.index("message-1") < shown.index("Saturday 21 November 2026")


def test_what_somebody_wrote_is_only_text():
    shown = messages_as_html([message(1, "<img src=x onerror=alert(1)>", rationale="<script>")])

    assert "<img" not in shown
    assert "<script>" not in shown


def test_the_rationale_and_what_came_with_it_fold():
    shown = messages_as_html(
        [message(1, rationale="Income was missing", additional_data={"fieldName": "income"})]
    )

    assert shown.count("<details") == 1
    assert "Income was missing" in shown
    assert "Field name" in shown


def test_what_is_not_known_is_left_out():
    shown = messages_as_html([message(1, created_at=None)])

    assert "<time" not in shown
    assert "<details" not in shown


def test_the_end_of_a_conversation_shows():
    assert "ended the conversation" in messages_as_html([message(1, end_conversation=True)])


def test_emoji_and_text_from_right_to_left_stay_as_they_are():
    shown = messages_as_html([message(1, "مرحبا 👩‍👩‍👧 שלום")])

    assert "مرحبا 👩‍👩‍👧 שלום" in shown
    assert 'dir="auto"' in shown


def test_two_thousand_messages_take_no_time():
    many = [message(order, "Some words " * 12, rationale="Because") for order in range(2000)]
    begun = time.thread_time()  # what others do meanwhile is not ours

    messages_as_html(many)

    assert time.thread_time() - begun < 1
