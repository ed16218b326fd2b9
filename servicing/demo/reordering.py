"""Order faults: messages that come twice, late, or before the one they build on."""

import json
from collections.abc import Iterator
from heapq import heappop, heappush
from random import Random
from typing import Any

from servicing.demo.messages import Message

ORDER_FAULTS: dict[str, tuple[str, ...]] = {
    "duplicate": (),
    "late": (),
    "early": ("account.created.v1", "account.schedule.created.v1"),
}
"""Name of the fault: the types that it can strike; empty for all."""

FARTHEST = 40
"""How many messages later a delayed one comes at most."""

PATIENCE = 400
"""How many messages later a creation comes at most, when nothing overtakes it before."""


class Reordering:
    """The line of messages on their way, some of which are held back for a while."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._passed = 0
        self._held: list[tuple[int, int, Message]] = []
        self._until_overtaken: dict[str, tuple[int, list[Message]]] = {}

    def passing(self, message: Message, *, fault: str | None = None) -> Iterator[Message]:
        """Yield what comes now: this message unless it is held back, and what was held enough."""
        self._passed += 1
        if fault == "early":
            self._wait_to_be_overtaken(message)
        elif fault == "late":
            self._hold(message)
        else:
            yield message
            if fault == "duplicate":
                self._hold(message)
            yield from self._overtaken_by(message)
        yield from self._due()

    def rest(self) -> Iterator[Message]:
        """Yield, at the end, all that is still held back."""
        while self._held:
            yield heappop(self._held)[-1]
        for _, messages in self._until_overtaken.values():
            yield from messages

    def _hold(self, message: Message) -> None:
        due = self._passed + self._chance.randrange(2, FARTHEST)
        heappush(self._held, (due, self._passed, message))

    def _wait_to_be_overtaken(self, message: Message) -> None:
        account_id = _account_of(message)
        _, messages = self._until_overtaken.setdefault(account_id, (self._passed + PATIENCE, []))
        messages.append(message)

    def _overtaken_by(self, message: Message) -> Iterator[Message]:
        """Yield the creations that this message, an update of the same account, has overtaken."""
        if not self._until_overtaken or message.get("typ") != "account.schedule.updated.v1":
            return
        account_id = _account_of(message)
        _, messages = self._until_overtaken.pop(account_id, (0, []))
        yield from messages

    def _due(self) -> Iterator[Message]:
        while self._held and self._held[0][0] <= self._passed:
            yield heappop(self._held)[-1]
        impatient = [key for key, (due, _) in self._until_overtaken.items() if due <= self._passed]
        for account_id in impatient:
            yield from self._until_overtaken.pop(account_id)[1]


def _account_of(message: Message) -> str:
    """Return the account that a message is about; a quirk may have wrapped its payload in text."""
    payload: Any = message.get("payload") or message["dat"]
    while not isinstance(payload, dict):
        payload = json.loads(payload)
    return str(payload["account_id"])
