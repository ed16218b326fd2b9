"""The same key, the same answer: what a program may send again without doing it again (DESIGN 5).

# Note [Why the key is kept before the work]
The row with the key is committed before anything is done. A second request with the key finds it:
with an answer, it gets that one; without, the first is still running, or its process died. A key
without an answer can be taken over after `ABANDONED`: the obligation guard finds its payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from billers.models import IdempotentAnswer

SHORTEST_KEY, LONGEST_KEY = 8, 128
KEPT = timedelta(days=7)
ABANDONED = timedelta(minutes=2)


class KeyRefused(ValueError):
    """A key is missing, too short or too long to tell requests apart."""


class KeyReused(Exception):
    """The same key came before with another body."""


class StillRunning(Exception):
    """The first request with this key is not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer that was given before."""

    status_code: int
    body: Any


def begin(
    *, caller: User, key: str, request: Mapping[str, Any], now: datetime
) -> IdempotentAnswer | Kept:
    """Keep a key before its request is worked on, or return the answer that it got before.

    `request` is what the caller asks for: path and body.

    :raises KeyRefused: if the key has not 8 to 128 characters
    :raises KeyReused: if it came before with something else
    :raises StillRunning: if the first request is not answered yet
    """
    check_key(key)
    digest = sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    row = IdempotentAnswer(caller=caller, key=key, body_hash=digest, created_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return _find(caller, key, digest, now)
    return row


def check_key(key: str) -> None:
    """Let a key pass that can tell requests apart.

    :raises KeyRefused: if it has not 8 to 128 characters
    """
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise KeyRefused(f"An Idempotency-Key has {SHORTEST_KEY} to {LONGEST_KEY} characters.")


def finish(row: IdempotentAnswer, *, status_code: int, body: Any) -> None:
    """Keep the answer that a request got."""
    row.status_code, row.answer = status_code, body
    row.save(update_fields=["status_code", "answer"])


def abandon(row: IdempotentAnswer) -> None:
    """Let go of a key whose request came to nothing, so that it can be sent again.

    One that another request took over meanwhile is that one's.
    """
    IdempotentAnswer.objects.filter(pk=row.pk, created_at=row.created_at).delete()


def forget_old_answers(*, now: datetime) -> int:
    """Remove answers older than a week; return how many."""
    deleted, _ = IdempotentAnswer.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted


def _find(caller: User, key: str, digest: str, now: datetime) -> IdempotentAnswer | Kept:
    with transaction.atomic():
        kept = IdempotentAnswer.objects.select_for_update().filter(caller=caller, key=key)
        if (first := kept.first()) is None:
            raise StillRunning("The first request with this Idempotency-Key was refused just now.")
        if first.body_hash != digest:
            raise KeyReused("This Idempotency-Key came before with another body.")
        if first.status_code is not None:
            return Kept(status_code=first.status_code, body=first.answer)
        if first.created_at > now - ABANDONED:
            raise StillRunning("The first request with this Idempotency-Key is still running.")
        first.created_at = now
        first.save(update_fields=["created_at"])
        return first
