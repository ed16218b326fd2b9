"""Idempotency keys: the first answer is remembered for a day, and given again (WIRE 2)."""

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from ledger.simulator.books import Connection, one
from ledger.simulator.refusals import Busy, NotUnderstood

MEMORY = timedelta(hours=24)


def find_answer(connection: Connection, key: str, request: Any, *, now: datetime) -> bytes | None:
    """Return what was answered under a key before, or None; holds the key until commit.

    :raises Busy: if somebody is at work under the same key
    :raises NotUnderstood: if it was used for something else
    """
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), signed=True)
    held = one(connection, "select pg_try_advisory_xact_lock(%s) as held", [number])
    if not held or not held["held"]:
        raise Busy("The same idempotency_key is being worked on. Try again with the same key.")
    found = one(
        connection,
        "select content_hash, answer from remembered_key where key = %s and remembered_at > %s",
        [key, now - MEMORY],
    )
    if found is None:
        return None
    if found["content_hash"] != content_hash(request):
        raise NotUnderstood("This idempotency_key was used for something else before.")
    return bytes(found["answer"])


def remember_answer(
    connection: Connection, key: str, request: Any, answer: bytes, *, now: datetime
) -> None:
    """Remember what is answered under a key that this transaction holds."""
    connection.execute(
        """insert into remembered_key (key, content_hash, answer, remembered_at)
        values (%s, %s, %s, %s) on conflict (key) do update set content_hash =
        excluded.content_hash, answer = excluded.answer, remembered_at = excluded.remembered_at""",
        [key, content_hash(request), answer, now],
    )


def forget_old_answers(connection: Connection, *, now: datetime) -> None:
    """Forget the keys that nobody has to remember any longer."""
    connection.execute("delete from remembered_key where remembered_at <= %s", [now - MEMORY])


def content_hash(request: Any) -> bytes:
    """Return a digest of what a request asks for, whatever key it came with."""
    content = type(request)()
    content.CopyFrom(request)
    content.ClearField("idempotency_key")
    said = f"{request.DESCRIPTOR.name}:".encode() + content.SerializeToString(deterministic=True)
    return blake2b(said, digest_size=16).digest()
