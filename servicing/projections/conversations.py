"""Conversations: how each chat event changes the row and the lines that hang on it (WIRE 1.4).

Any event may be the first of its conversation. The envelope names the conversation and the
customer; a customer who was merged away stands for the one who took over.
"""

from datetime import datetime, timedelta

from servicing import events, models
from servicing.events import Envelope
from servicing.models import Conversation
from servicing.models.conversations import Speaker
from servicing.projections import words
from servicing.projections.rows import Rows, build_row

CLOCKS_DIFFER_BY = timedelta(days=1)  # a message from further in the future has a wrong date
LONGEST_AGENT = 200
SPEAKER = {
    events.UserInput: Speaker.CUSTOMER.value,
    events.AssistantResponse: Speaker.ASSISTANT.value,
}


def attend(envelope: Envelope, rows: Rows, *, at: datetime | None = None) -> Conversation:
    """Return the conversation's row with what every envelope says.

    `at` is when the event says it happened; the earliest is when the conversation began.
    """
    conversation = rows.conversation(envelope.conversation_id)
    if envelope.customer_id:
        conversation.customer_id = rows.canonical_id(envelope.customer_id)
    if envelope.application_number:
        conversation.application_number = envelope.application_number
    at = at or envelope.occurred_at
    if conversation.started_at is None or at < conversation.started_at:
        conversation.started_at = at
    return conversation


def start(event: events.ConversationStarted, envelope: Envelope, rows: Rows) -> None:
    """Begin a conversation."""
    _name_application(attend(envelope, rows), event.application_number)


def speak(event: events.Utterance, envelope: Envelope, rows: Rows) -> None:
    """Add what somebody said."""
    at = event.created_at or envelope.occurred_at
    conversation = attend(envelope, rows, at=at)
    said_at = at if at - envelope.published_at < CLOCKS_DIFFER_BY else envelope.published_at
    latest = conversation.latest_utterance_at
    conversation.latest_utterance_at = max(latest, said_at) if latest else said_at
    if event.utterance is None:
        rows.warn("nothing was said: there is no utterance")
    rows.append(
        build_row(
            models.Utterance,
            {
                "event_id": envelope.identity,
                "stream_order": envelope.stream_order,
                "conversation_id": envelope.conversation_id,
                "username": SPEAKER[type(event)],
                "utterance": event.utterance or "",
                "created_at": at,
                "rationale": event.rationale or "",
                "answer_input_type": event.answer_input_type or "",
                "end_conversation": bool(event.end_conversation),
                "additional_data": event.additional_data,
            }.items(),
        )
    )


def post_notice(event: events.NoticePosted, envelope: Envelope, rows: Rows) -> None:
    """Pin an agent's note to the conversation."""
    at = event.timestamp or envelope.occurred_at
    attend(envelope, rows, at=at)
    rows.append(
        build_row(
            models.NoticeboardPost,
            {
                "event_id": envelope.identity,
                "stream_order": envelope.stream_order,
                "conversation_id": envelope.conversation_id,
                "agent_name": event.agent_name or envelope.agent[:LONGEST_AGENT],
                "post": event.post or "",
                "posted_at": at,
            }.items(),
        )
    )


def decide(event: events.FinalDecisionMade, envelope: Envelope, rows: Rows) -> None:
    """Note the final credit decision; what a later one leaves out stays."""
    conversation = attend(envelope, rows)
    decision = words.look_up(
        words.DECISION, event.decision or event.outcome, field="decision", rows=rows
    )
    conversation.decision = decision or conversation.decision
    told = {
        "decision": decision,
        "reason": event.reason,
        "retryEligible": event.retry_eligible,
        "blockedUntil": event.blocked_until.isoformat() if event.blocked_until else None,
    }
    before = conversation.final_decision or dict.fromkeys(told)
    conversation.final_decision = before | {k: v for k, v in told.items() if v is not None}


def summarise(event: events.ConversationSummarised, envelope: Envelope, rows: Rows) -> None:
    """Replace purpose and facts."""
    conversation = attend(envelope, rows)
    if event.purpose is not None:
        conversation.purpose = event.purpose
    if event.facts is not None:
        conversation.facts = list(event.facts)


def change_summary(event: events.SummaryChanged, envelope: Envelope, rows: Rows) -> None:
    """Change the head of the conversation."""
    conversation = attend(envelope, rows)
    _name_application(conversation, event.application_number)
    conversation.application_status = event.status or conversation.application_status
    if event.customer_id and not envelope.customer_id:
        conversation.customer_id = rows.canonical_id(event.customer_id)


def _name_application(conversation: Conversation, number: str | None) -> None:
    if number:
        conversation.application_number = number
