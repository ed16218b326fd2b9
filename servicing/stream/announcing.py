"""Dead letters on their own Redis stream, for other systems to see (WIRE 1.1)."""

from datetime import datetime

import redis

from servicing.models import DeadLetter
from servicing.stream.messages import unpack_fields

AT_ONCE = 100


def announce_dead_letters(*, client: redis.Redis, stream: str, now: datetime) -> int:
    """Write the dead letters that are not on the stream yet, oldest first; return how many.

    Each is marked after it was written, so that one whose announcer died is written again rather
    than never.
    """
    letters = list(
        DeadLetter.objects.filter(announced_at=None)
        .select_related("event")
        .order_by("id")[:AT_ONCE]
    )
    for letter in letters:
        fields: dict[bytes, bytes] = {
            **unpack_fields(letter.event.fields),
            b"original_message_id": letter.event.entry_id.encode(),
            b"error": letter.error.encode(),
            b"moved_at": now.isoformat().encode(),
        }
        client.xadd(stream, fields)  # type: ignore[arg-type]
    DeadLetter.objects.filter(pk__in=[letter.pk for letter in letters]).update(announced_at=now)
    return len(letters)
