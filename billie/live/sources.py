"""Who wants to know what is being watched: rooms that follow another system for open pages.

A room above registers with a kind of topic. It is told when the first page of this process begins
to watch a topic of that kind, and when the last one is gone, and publishes what it hears.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from billie.live.topics import ANY


class Source(Protocol):
    """What follows the keys of a kind of topic. Both are called in an event loop: do not wait."""

    def begin(self, key: str) -> None:
        """Follow a key, as a page watches it now."""

    def end(self, key: str) -> None:
        """Follow a key no longer; called once for each `begin`."""


@dataclass(frozen=True, slots=True)
class _Registered:
    kind: str
    source: Source


_registered: list[_Registered] = []


def register_source(kind: str, source: Source) -> None:
    """Let a source know which topics of a kind are watched; another one of that kind goes."""
    _registered[:] = [each for each in _registered if each.kind != kind]
    _registered.append(_Registered(kind, source))


def begin(topics: Iterable[str]) -> None:
    """Tell the sources that these topics are watched from now on."""
    for source, key in _concerned(topics):
        source.begin(key)


def end(topics: Iterable[str]) -> None:
    """Tell the sources that nobody here watches these topics any more."""
    for source, key in _concerned(topics):
        source.end(key)


def _concerned(topics: Iterable[str]) -> Iterable[tuple[Source, str]]:
    for topic in topics:
        kind, _, key = topic.partition(":")
        for each in _registered:
            if key not in {"", ANY} and each.kind == kind:
                yield each.source, key
