"""How many calls went to the ledger, how they ended and how long they took."""

from collections.abc import Iterable
from typing import NamedTuple

from billie.watch import tallies

KEY = "billie:ledger:calls"


class Call(NamedTuple):
    """One call that has ended."""

    method: str
    status: str
    seconds: float


def count(calls: Iterable[Call]) -> None:
    """Add calls to the tallies; while Redis cannot be reached they are not counted."""
    ended = [tallies.Call((call.method, call.status), call.seconds) for call in calls]
    tallies.count_calls(KEY, ended)
