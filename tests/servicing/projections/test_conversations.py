"""What the stream does to a conversation (WIRE 1.4)."""

from datetime import UTC, datetime, timedelta

import pytest

from servicing.models import Conversation
from tests.servicing.examples import EXAMPLES
from tests.servicing.stories import BEGINNING, Story

CHAT_TYPES = [typ for typ, payload in EXAMPLES.items() if "." not in typ]


@pytest.mark.parametrize("typ", CHAT_TYPES)
def test_any_event_may_begin_a_conversation(typ):
    story = Story().chat(typ, **EXAMPLES[typ])

    conversation = story.conversation()
    assert conversation.customer_id == "C1"
    assert conversation.started_at is not None
    assert conversation.as_of == story.now


def test_the_conversation_is_found_under_any_name_of_the_field():
    for name in ("conv", "cid", "conversation_id"):
        story = Story().told({"typ": "conversation_started", name: "chat-9", "user_id": "C9"})

        assert story.conversation("chat-9").customer_id == "C9"


@pytest.mark.parametrize("name", ["application_number", "applicationNumber"])
@pytest.mark.parametrize(
    "typ", ["conversation_started", "applicationDetail_changed", "conversationSummary_changed"]
)
def test_the_application_is_named_in_the_payload(typ, name):
    story = Story().chat(typ, **{name: "APP-7"})

    assert story.conversation().application_number == "APP-7"


@pytest.mark.parametrize("name", ["app_number", "application_number"])
def test_the_application_is_named_on_the_envelope(name):
    story = Story().told({"typ": "user_input", "conv": "chat-1", name: "APP-7"})

    assert story.conversation().application_number == "APP-7"


def test_customer_and_assistant_are_told_apart():
    story = Story().chat("user_input", utterance="Hi").chat("assistant_response", utterance="Yes?")

    assert [(said.username, said.utterance) for said in story.utterances] == [
        ("customer", "Hi"),
        ("assistant", "Yes?"),
    ]
    assert story.utterances[0].stream_order < story.utterances[1].stream_order
    assert story.utterances[0].event_id != story.utterances[1].event_id


def test_an_answer_keeps_all_that_came_with_it():
    story = Story().chat("assistant_response", **EXAMPLES["assistant_response"])

    said = story.utterances[0]
    assert said.rationale == "the amount is not known"
    assert said.answer_input_type == "amount"
    assert said.end_conversation is False
    assert said.additional_data == {"choices": [500, 1000.5]}
    assert said.created_at == datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)


def test_without_a_date_something_was_said_when_the_envelope_says():
    story = Story().told(
        {
            "typ": "user_input",
            "conv": "chat-1",
            "payload": '{"utterance":"Hi"}',
            "timestamp": "2026-03-02T08:30:00",
        }
    )

    assert story.utterances[0].created_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_without_any_date_something_was_said_when_it_was_published():
    story = Story().chat("user_input", utterance="Hi")

    assert story.utterances[0].created_at == story.now


def test_the_last_message_is_the_latest_and_not_the_newest_to_arrive():
    story = Story().chat("user_input", utterance="B", created_at="2026-03-02T08:50:00Z")

    story.chat("user_input", utterance="A", created_at="2026-03-02T08:40:00Z")

    conversation = story.conversation()
    assert conversation.latest_utterance_at == datetime(2026, 3, 2, 8, 50, tzinfo=UTC)
    assert conversation.started_at == datetime(2026, 3, 2, 8, 40, tzinfo=UTC)


def test_a_date_in_the_far_future_keeps_no_conversation_alive():
    story = Story().chat("user_input", utterance="Hi", created_at="2127-01-01T00:00:00Z")

    assert story.conversation().latest_utterance_at == story.now


def test_a_conversation_started_before_its_start_was_heard_of():
    story = Story().chat("user_input", utterance="Hi")
    story.told({"typ": "conversation_started", "conv": "chat-1", "timestamp": "2026-03-02T08:00Z"})

    assert story.conversation().started_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_posts_are_appended_to_the_noticeboard():
    story = Story().chat("noticeboard_post", **EXAMPLES["noticeboard_post"])
    story.chat("noticeboard_updated", agent_name="fraud::watch", post="Nothing found.")

    assert [(notice.agent_name, notice.post) for notice in story.notices] == [
        ("credit::serviceability", "Enough income."),
        ("fraud::watch", "Nothing found."),
    ]
    assert story.notices[0].posted_at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
    assert story.notices[1].posted_at == story.now


def test_a_post_without_agent_is_the_publishers():
    story = Story().told(
        {"typ": "noticeboard_post", "conv": "chat-1", "agt": "a::b", "payload": '{"post":"x"}'}
    )

    assert story.notices[0].agent_name == "a::b"


def test_a_decision_is_kept_with_its_circumstances():
    story = Story().chat("final_credit_decision", **EXAMPLES["final_credit_decision"])

    assert story.conversation().decision == "DECLINED"
    assert story.conversation().final_decision == {
        "decision": "DECLINED",
        "reason": "Too many loans",
        "retryEligible": True,
        "blockedUntil": "2026-06-01T00:00:00+00:00",
    }


@pytest.mark.parametrize("name", ["decision", "outcome"])
@pytest.mark.parametrize("typ", ["final_credit_decision", "final_decision"])
def test_a_decision_is_understood_under_both_names(typ, name):
    story = Story().chat(typ, **{name: "Outcome.approved"})

    assert story.conversation().decision == "APPROVED"


def test_the_newest_decision_counts():
    story = Story().chat("final_credit_decision", decision="REFERRED", reason="Income unclear")

    story.chat("final_credit_decision", decision="APPROVED")

    assert story.conversation().decision == "APPROVED"
    assert story.conversation().final_decision["decision"] == "APPROVED"
    assert story.conversation().final_decision["reason"] == "Income unclear"


def test_an_unknown_decision_is_dropped_and_the_reason_is_kept():
    story = Story().chat("final_credit_decision", decision="PERHAPS", reason="Who knows")

    assert story.conversation().decision == ""
    assert story.conversation().final_decision["reason"] == "Who knows"
    assert story.warnings == ["decision dropped: unknown word 'PERHAPS'"]


def test_a_summary_replaces_the_one_before():
    story = Story().chat("conversation_summary", purpose="A car", facts=["one", {"two": 2}])

    story.chat("conversation_summary", purpose="A fridge", facts=["three"])

    assert story.conversation().purpose == "A fridge"
    assert story.conversation().facts == ["three"]


def test_the_head_of_a_conversation_changes():
    story = Story().chat("conversationSummary_changed", usr="", status="sent", customerId="C7")

    assert story.conversation().application_status == "sent"
    assert story.conversation().customer_id == "C7"


@pytest.mark.parametrize(
    ("decision", "minutes", "shown"),
    [
        ("APPROVED", 0, "approved"),
        ("DECLINED", 5000, "declined"),
        ("REFERRED", 5, "referred"),
        ("", -1, "active"),
        ("", 2.99, "active"),
        ("", 3, "paused"),
        ("", 19.9, "paused"),
        ("", 20, "soft_end"),
        ("", 24 * 60 - 1, "soft_end"),
        ("", 24 * 60, "hard_end"),
    ],
)
def test_staff_see_the_decision_or_else_how_long_nobody_said_anything(decision, minutes, shown):
    conversation = Conversation(decision=decision, latest_utterance_at=BEGINNING)

    assert conversation.shown_status(BEGINNING + timedelta(minutes=minutes)) == shown


def test_a_conversation_without_messages_is_as_old_as_its_beginning():
    conversation = Conversation(started_at=BEGINNING)

    assert conversation.shown_status(BEGINNING + timedelta(minutes=1)) == "active"
    assert Conversation().shown_status(BEGINNING) == "hard_end"
