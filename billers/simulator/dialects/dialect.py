"""What each dialect does: it reads a request, has it carried out, and writes the answer."""

from typing import Protocol

from billers.simulator.calls import Call
from billers.simulator.carrying_out import Done
from billers.simulator.exchange import Answer, Request
from billers.simulator.troubles import Trouble


class NotUnderstood(Exception):
    """A request is not what this dialect speaks; `answer` says so in its own way."""

    def __init__(self, why: str, answer: Answer) -> None:
        """Say why, and what is answered."""
        super().__init__(why)
        self.answer = answer


class Dialect(Protocol):
    """One language."""

    def read(self, request: Request) -> Call:
        """Return what a request asks for.

        :raises NotUnderstood: if it cannot be read
        """

    def carry_out(self, call: Call, trouble: Trouble) -> Done:
        """Do it, as the fault that befell it says."""

    def write(self, call: Call, done: Done) -> Answer:
        """Return the answer."""
