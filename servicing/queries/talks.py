"""What was said to and by a customer most recently, for whoever decides something about them."""

from typing import NamedTuple

from servicing.models import Conversation, Utterance
from servicing.models.conversations import LATEST_AT

FEW_MESSAGES = 8


class Talk(NamedTuple):
    """A conversation with its newest messages, the oldest of them first."""

    conversation: Conversation
    utterances: list[Utterance]


def find_latest_talk(*, customer_id: str, limit: int = FEW_MESSAGES) -> Talk | None:
    """Return the customer's latest conversation, None if there was none."""
    theirs = Conversation.objects.filter(customer_id=customer_id).annotate(latest_at=LATEST_AT)
    conversation = theirs.order_by("-latest_at", "conversation_id").first()
    if conversation is None:
        return None
    said = Utterance.objects.filter(conversation_id=conversation.pk)
    newest = list(said.order_by("-stream_order", "-event_id")[:limit])
    return Talk(conversation, newest[::-1])
