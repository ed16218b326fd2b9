"""Conversations with customers: what was said, found out and decided."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Coalesce

from servicing.models.customers import Customer
from servicing.models.projected import Projected, key_field


class Decision(models.TextChoices):
    """The final credit decision (WIRE 1.4)."""

    APPROVED = "APPROVED", "Approved"
    DECLINED = "DECLINED", "Declined"
    REFERRED = "REFERRED", "Referred"


class ShownStatus(models.TextChoices):
    """Status of a conversation as staff see it (WIRE 1.4)."""

    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    REFERRED = "referred", "Referred"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    SOFT_END = "soft_end", "Ended for now"
    HARD_END = "hard_end", "Ended"


#   younger than             is
STATUS_BY_AGE = (
    (timedelta(minutes=3), ShownStatus.ACTIVE),
    (timedelta(minutes=20), ShownStatus.PAUSED),
    (timedelta(hours=24), ShownStatus.SOFT_END),
)


# When something last happened in a conversation: the last message, or else its beginning.
LATEST_AT = Coalesce("latest_utterance_at", "started_at", "first_event_at")


class Conversation(Projected):
    """One application chat, with everything the assessing systems said about it.

    `facts`, `assessments`, `application_data` and `statement_capture` are kept as they were sent.
    """

    conversation_id = key_field("conversation ID", primary_key=True)
    customer = models.ForeignKey(
        Customer,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="conversations",
    )
    application_number = key_field("application number", default="")
    application_status = models.CharField("application status", max_length=64, default="")
    decision = models.CharField("decision", max_length=12, choices=Decision, default="")
    final_decision = models.JSONField("final decision", default=dict)
    started_at = models.DateTimeField("started at", null=True)
    latest_utterance_at = models.DateTimeField("last message at", null=True)
    purpose = models.TextField("purpose", default="")
    facts = models.JSONField("facts", default=list)
    assessments = models.JSONField("assessments", default=dict)
    application_data = models.JSONField("application data", default=dict)
    statement_capture = models.JSONField("statement capture", default=dict)

    class Meta:
        verbose_name = "conversation"
        indexes = [
            models.Index(fields=["customer"], name="conversation_by_customer"),
            models.Index(
                fields=["application_number"],
                name="conversation_by_application",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(LATEST_AT.desc(), "conversation_id", name="conversation_by_latest"),
        ]

    def __str__(self) -> str:
        return str(self.application_number or self.conversation_id)

    def shown_status(self, now: datetime) -> ShownStatus:
        """Return what staff see at `now`: the decision, or else how long nobody said anything.

        Without any message the beginning of the conversation counts (WIRE 1.4).
        """
        if self.decision:
            return ShownStatus(self.decision.lower())
        latest = self.latest_utterance_at or self.started_at
        if latest is not None:
            for age, status in STATUS_BY_AGE:
                if now - latest < age:
                    return status
        return ShownStatus.HARD_END


class ConversationEntry(models.Model):
    """One line of a conversation, written once; `stream_order` is its place in the stream."""

    event_id = models.UUIDField("event", primary_key=True)
    stream_order = models.BigIntegerField("order in the stream")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.event_id)


class Speaker(models.TextChoices):
    """Who said it."""

    CUSTOMER = "customer", "Customer"
    ASSISTANT = "assistant", "Assistant"


class Utterance(ConversationEntry):
    """One message of the customer or the assistant."""

    conversation = models.ForeignKey(
        Conversation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="utterances",
    )
    username = models.CharField("speaker", max_length=12, choices=Speaker)
    utterance = models.TextField("message")
    created_at = models.DateTimeField("sent at", null=True)
    rationale = models.TextField("rationale", default="")
    answer_input_type = models.CharField("answer input type", max_length=100, default="")
    end_conversation = models.BooleanField("ends the conversation", default=False)
    additional_data = models.JSONField("additional data", null=True)

    class Meta:
        verbose_name = "utterance"
        indexes = [
            models.Index(fields=["conversation", "stream_order"], name="utterance_in_order"),
        ]


class NoticeboardPost(ConversationEntry):
    """One note that an assessing agent pinned to the conversation."""

    conversation = models.ForeignKey(
        Conversation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="noticeboard",
    )
    agent_name = models.CharField("agent", max_length=200, default="")
    post = models.TextField("post")
    posted_at = models.DateTimeField("posted at", null=True)

    class Meta:
        verbose_name = "noticeboard post"
        indexes = [
            models.Index(fields=["conversation", "stream_order"], name="noticeboard_in_order"),
        ]
