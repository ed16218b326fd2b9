"""Stored events, understood again with today's code."""

from django.conf import settings

from servicing.models import DeadLetter, StoredEvent
from servicing.models.event_store import Outcome
from servicing.stream.messages import Message, read_message, unpack_fields

ANY_SIZE = 2**40  # what was read once has passed the size check


def message_of(event: StoredEvent) -> Message:
    """Return a stored event as a message; one that cannot be read any more counts as failed.

    Its identity and place are those it was stored with, whatever today's rules would make of them.
    """
    was_unreadable = event.outcome == Outcome.MALFORMED
    message = read_message(
        stream=event.stream,
        entry_id=event.entry_id,
        fields=unpack_fields(event.fields),
        max_bytes=settings.EVENT_MAX_BYTES if was_unreadable else ANY_SIZE,
    )
    message.identity = event.identity
    if message.outcome is Outcome.MALFORMED and not was_unreadable:
        message.outcome, message.kind = Outcome.FAILED, DeadLetter.Kind.FAILED
    message.aggregate = message.aggregate or event.aggregate
    return message
