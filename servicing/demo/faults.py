"""Spoilt traffic: what a stream really carries, mixed into the messages of a story.

Three kinds of fault. An order fault lets messages come twice, late or early. A quirk writes a
message in another way that must still be understood. A wreck is an extra message, spoilt beside
the good one and with an identity of its own, so that nothing true is lost.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator

from servicing.demo.chances import chance_from
from servicing.demo.messages import Message
from servicing.demo.quirks import QUIRKS
from servicing.demo.reordering import ORDER_FAULTS, Reordering
from servicing.demo.wrecks import WRECKS

KINDS: tuple[str, ...] = (*ORDER_FAULTS, *QUIRKS, *WRECKS)
SHARE = 0.08


def with_faults(
    messages: Iterable[Message], seed: int, *, share: float = SHARE, kinds: Collection[str] = KINDS
) -> Iterator[Message]:
    """Yield the messages with faults mixed in; `share` is the part of messages that meet one.

    Kinds take turns, so that a few hundred messages are enough to meet all of them. The same
    messages, seed and options give the same bytes.

    :raises ValueError: if a kind is not in `KINDS`
    """
    if unknown := set(kinds) - set(KINDS):
        raise ValueError(f"no such faults: {', '.join(sorted(unknown))}")
    chance = chance_from(seed)
    line = Reordering(chance)
    turns = deque(kind for kind in KINDS if kind in kinds)
    for message in messages:
        kind = _next_kind(turns, message) if turns and chance.random() < share else None
        if kind in QUIRKS:
            yield from line.passing(QUIRKS[kind].spoil(chance, message))
        elif kind in WRECKS:
            yield from line.passing(message)
            yield WRECKS[kind].spoil(chance, message)
        else:
            yield from line.passing(message, fault=kind)
    yield from line.rest()


def _next_kind(turns: deque[str], message: Message) -> str | None:
    """Return the fault that has waited longest among those that this message can meet."""
    for kind in turns:
        if _can_meet(kind, message):
            turns.remove(kind)
            turns.append(kind)
            return kind
    return None


def _can_meet(kind: str, message: Message) -> bool:
    fault = QUIRKS.get(kind) or WRECKS.get(kind)
    types = fault.types if fault else ORDER_FAULTS[kind]
    return not types or message["typ"] in types
