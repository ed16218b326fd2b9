"""The announcements that Redis still holds: is it known what happened since a place in them?"""

from collections.abc import Iterable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from billie.live import entries, topics

MOST_BEHIND = 1000


class Forgotten(Exception):
    """It cannot be told any more what has changed since then, or it would take too long."""


async def newest_id(redis: Redis) -> str:
    """Return the id of the newest announcement that ever was in the stream."""
    try:
        about: Any = await redis.xinfo_stream(entries.STREAM)
    except ResponseError:  # there is no stream yet
        return entries.START
    return str(about["last-generated-id"].decode())


async def changed_since(entry_id: str, redis: Redis) -> tuple[str, set[str]]:
    """Return the newest announcement's id and all topics announced after `entry_id`.

    :raises Forgotten: if older announcements are gone, the stream is another one than it was, it
        was announced that everything changed, or there were more than MOST_BEHIND
    """
    newest = await newest_id(redis)
    if newest == entry_id:
        return newest, set()
    oldest: Any = await redis.xrange(entries.STREAM, count=1)
    if not oldest or not _is_within(entry_id, oldest[0][0].decode(), newest):
        raise Forgotten
    missed: Any = await redis.xrange(entries.STREAM, min=f"({entry_id}", count=MOST_BEHIND + 1)
    changed = _all_topics(fields for _, fields in missed)
    if len(missed) > MOST_BEHIND or topics.EVERYTHING in changed:
        raise Forgotten
    return (missed[-1][0].decode() if missed else entry_id), changed


def _is_within(entry_id: str, oldest: str, newest: str) -> bool:
    return entries.place(oldest) <= entries.place(entry_id) <= entries.place(newest)


def _all_topics(messages: Iterable[dict[bytes, bytes]]) -> set[str]:
    return {topic for fields in messages for topic in entries.decode(fields)}
