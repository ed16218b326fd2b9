"""The conversation page over HTTP."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from servicing.models import Conversation, Utterance
from servicing.pages.chips import CONVERSATION_STATUS
from servicing.pages.findings import status_changes_at
from tests.servicing.pages.test_customer_page import words
from tests.servicing.queries.arrivals import arrive

PAGE = "/servicing/conversations/CONV-1"
pytestmark = pytest.mark.django_db


def said(number, who="user_input", **more):
    """Let somebody say something."""
    arrive(who, conv="CONV-1", usr="CUS-1", utterance=f"Message {number}.", **more)


def test_the_page_shows_what_was_said_found_out_and_decided(readonly):
    arrive("conversation_started", conv="CONV-1", usr="CUS-1", application_number="APP-9")
    said(1)
    said(2, "assistant_response", rationale="Greeting first")
    arrive(
        "identityRisk_assessment", conv="CONV-1", riskLevel="LOW", checks=[{"name": "face match"}]
    )
    arrive("noticeboard_post", conv="CONV-1", agent_name="fraud::watch", post="New device")
    arrive(
        "final_credit_decision",
        conv="CONV-1",
        decision="DECLINED",
        reason="LOW_INCOME",
        retry_eligible=False,
    )
    arrive("applicationDetail_changed", conv="CONV-1", employer={"name": "Wattle & Sons"})
    arrive("statement_consent_complete", conv="CONV-1", bank="First")

    shown = words(readonly.get(PAGE))

    for expected in (
        "Application APP-9",
        "Message 1.",
        "Greeting first",
        "Identity risk Low risk",
        "face match",
        "Fraud",
        "New device",
        "Declined",
        "Reason Low income",
        "May apply again No",
        "Wattle &amp; Sons",
        "Consent given",
    ):
        assert expected in shown


def test_an_open_page_gets_only_the_messages_that_it_does_not_have(readonly):
    said(1)
    said(2)
    first = Utterance.objects.order_by("stream_order").first()

    html = readonly.get(
        f"{PAGE}/parts?part=messages&from={first.stream_order}&size=1"
    ).content.decode()

    assert "Message 2." in html
    assert "Message 1." not in html
    assert "data-live-whole" not in html


def test_a_message_that_comes_between_older_ones_brings_all_of_them(readonly):
    said(1)
    said(2)
    newest = Utterance.objects.order_by("-stream_order").first()

    html = readonly.get(
        f"{PAGE}/parts?part=messages&from={newest.stream_order}&size=1"
    ).content.decode()

    assert "Message 1." in html
    assert "data-live-whole" in html


def test_very_long_conversations_show_their_newest_messages(readonly):
    said(0)
    Utterance.objects.bulk_create(
        Utterance(
            event_id=uuid4(),
            stream_order=10**15 + number,
            conversation_id="CONV-1",
            username="customer",
            utterance=f"Line {number}",
        )
        for number in range(2000)
    )

    html = readonly.get(PAGE).content.decode()

    assert "The latest 2,000; there are earlier ones" in html
    assert len(re.findall(r'<li class="c-msg ', html)) == 2000
    assert "Line 1999" in html


@pytest.mark.parametrize(
    ("quiet_for", "status", "changes_in"),
    [
        (timedelta(0), "active", timedelta(minutes=3)),
        (timedelta(minutes=10), "paused", timedelta(minutes=10)),
        (timedelta(hours=2), "soft_end", timedelta(hours=22)),
        (timedelta(days=2), "hard_end", None),
    ],
)
def test_the_status_shows_and_the_page_knows_when_it_will_change(
    readonly, quiet_for, status, changes_in
):
    now = timezone.now()
    chat = Conversation.objects.create(
        conversation_id="CONV-1", latest_utterance_at=now - quiet_for
    )

    shown = readonly.get(PAGE)

    assert CONVERSATION_STATUS[status].label in words(shown)
    assert ("data-live-due" in shown.content.decode()) == (changes_in is not None)
    assert status_changes_at(chat, now) == (now + changes_in if changes_in else None)


def test_a_conversation_of_which_nothing_is_known_is_answered_with_a_next_step(readonly):
    answer = readonly.get("/servicing/conversations/CONV-404")

    assert answer.status_code == 404
    assert "Nothing is known of CONV-404" in words(answer)


def test_an_empty_conversation_says_what_will_be_here(readonly):
    arrive("conversation_started", conv="CONV-1")

    shown = words(readonly.get(PAGE))

    assert "No messages yet" in shown
    assert "Customer not known yet" in shown
    assert "No assessment yet" in shown
