"""Keeping Redis small: what is in the event store need not stay in the stream for ever."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import redis

from servicing.models import StreamBookmark


def trim_streams(
    *, client: redis.Redis, streams: list[str], now: datetime, keep: timedelta
) -> dict[str, int]:
    """Remove entries older than `keep` that every consumer group has done with; say how many.

    The entry at the bookmark stays: it tells a stream that was trimmed from one that was lost
    (see `Source.ensure_group`).
    """
    oldest = (int((now - keep).timestamp() * 1000), 0)
    bookmarks = dict(StreamBookmark.objects.values_list("stream", "entry_id"))
    removed = {}
    for stream in streams:
        if stream not in bookmarks:
            continue
        limit = min([oldest, _order(bookmarks[stream]), *_needed(client, stream)])
        removed[stream] = client.xtrim(stream, minid=f"{limit[0]}-{limit[1]}", approximate=True)
    return removed


def _needed(client: redis.Redis, stream: str) -> Iterator[tuple[int, int]]:
    """Yield, group by group, the first entry that the group may still need."""
    for group in client.xinfo_groups(stream):
        yield _order(group["last-delivered-id"].decode())
        if group["pending"]:
            summary = client.xpending(stream, group["name"])
            yield _order(summary["min"].decode())


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)
