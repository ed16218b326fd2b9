"""The whole simulator: billers and core banking at one address, with what befalls them."""

import asyncio
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from billers.simulator.books import Books, Clock
from billers.simulator.callbacks import Address, Callbacks
from billers.simulator.calls import Call
from billers.simulator.carrying_out import Done
from billers.simulator.dialects.dialect import Dialect, NotUnderstood
from billers.simulator.dialects.esb import Esb
from billers.simulator.dialects.soap import Soap
from billers.simulator.dialects.t24 import CoreBanking
from billers.simulator.dialects.tnm import Tnm
from billers.simulator.exchange import Answer, Request, html_page
from billers.simulator.journal import Journal
from billers.simulator.spoiling import spoil
from billers.simulator.troubles import Chance, Trouble, Troubles

CALLS_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a simulator is told at its start; `latency` is how many seconds each answer takes."""

    chance: Chance = field(default_factory=Chance)
    callback_address: Address = field(default_factory=Address)
    latency: float = 0.0


def _now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """Answers requests in four dialects, keeps books, and misbehaves as it is told."""

    def __init__(self, journal: Journal, habits: Habits, now: Clock = _now) -> None:
        """Begin with the books that a journal remembers."""
        self.books = Books(journal, now)
        self.troubles = Troubles(habits.chance)
        self.callbacks = Callbacks(habits.callback_address, now)
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)
        self.counts: Counter[tuple[str, str]] = Counter()
        self._latency = habits.latency
        self._following: set[asyncio.Task[None]] = set()
        self._dialects: Mapping[str, Dialect] = {
            "esb": Esb(self.books),
            "soap": Soap(self.books),
            "tnm": Tnm(self.books),
            "t24": CoreBanking(self.books),
        }

    async def serve(self, request: Request) -> Answer:
        """Answer a request to one of the simulated systems."""
        if self._latency:
            await asyncio.sleep(self._latency)
        dialect = self._dialects.get(request.segments[0] if request.segments else "")
        if dialect is None:
            return html_page(404, "Not Found")
        try:
            call = dialect.read(request)
        except NotUnderstood as problem:
            return problem.answer
        trouble = self.troubles.befall(call)
        if trouble.fault.waits:
            await asyncio.sleep(trouble.fault.seconds)
        with self.books.at_one_moment():
            done = dialect.carry_out(call, trouble)
            self._remember(call, trouble, done)
        self._follow(call, trouble, done)
        has_something_to_tell = trouble.fault.takes or trouble.fault.refuses
        answer = dialect.write(call, done) if has_something_to_tell else Answer()
        return spoil(answer, trouble.fault, request)

    def forget(self) -> None:
        """Empty the books, and forget the calls, the orders for faults, and the callbacks."""
        self.books.forget()
        self.troubles = Troubles(self.troubles.chance)
        self.calls.clear()
        self.counts.clear()
        self.callbacks.sent.clear()

    def _remember(self, call: Call, trouble: Trouble, done: Done) -> None:
        self.counts[call.biller, call.operation] += 1
        self.calls.append(
            {
                "at": self.books.now(),
                "biller": call.biller,
                "kind": call.kind,
                "operation": call.operation,
                "reference": call.reference,
                "account": call.account,
                "amount": call.amount,
                "fault": trouble.fault.name,
                "refusal": done.refusal.name if done.refusal else "",
                "receipt": done.kept.receipt if done.kept else "",
            }
        )

    def _follow(self, call: Call, trouble: Trouble, done: Done) -> None:
        if trouble.fault.callback:
            task = asyncio.get_running_loop().create_task(
                self.callbacks.follow(call, done.kept, trouble.fault)
            )
            self._following.add(task)
            task.add_done_callback(self._following.discard)
