"""Sending a command while somebody waits for the answer, and handing it over when too many do.

# Note [Why few wait at once]
The pages have few threads (`billie.asgi`), and a ledger that stalls keeps each of them for the
whole deadline of a money order. So a process has at most `LEDGER_SENDS_AT_ONCE` orders on their
way for people who wait. The next ones wait for a place as long as a quick ledger takes; then they
are given to the workers, and whoever asked is told that theirs is being sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from threading import BoundedSemaphore

from django.conf import settings

from billie.enqueueing import enqueue
from ledger.models import MoneyCommand
from ledger.operations.trying import try_command

UNTIL_SENT = timedelta(seconds=10)
"""How long whoever asked for a command has to send it, before the sweeper does."""

WAIT_SECONDS = 0.5
ADVANCE_TASK = "ledger.advance_command"
BATCH_TASK = "ledger.advance_batch"


def send_command(*, command_id: int, now: datetime) -> MoneyCommand:
    """Send a command that waits to be sent, and return it as it is then.

    A command in any other state is only returned: being approved, being sent by somebody else,
    done. So is one that was handed over, because too many are on their way; it is still SENDING.
    Not within a transaction: the ledger is called.

    :raises MoneyCommand.DoesNotExist: if there is none
    """
    return in_turn(command_id, partial(try_command, command_id=command_id, now=now))


def in_turn(command_id: int, call: Callable[[], MoneyCommand]) -> MoneyCommand:
    """Return what a call to the ledger makes of a command, or hand it over if too many wait."""
    house = places()
    if not house.acquire(timeout=WAIT_SECONDS):
        enqueue(ADVANCE_TASK, command_id=command_id)
        return MoneyCommand.objects.get(pk=command_id)
    try:
        return call()
    finally:
        house.release()


@cache
def places() -> BoundedSemaphore:
    """Return this process's places for orders that somebody waits for."""
    return BoundedSemaphore(settings.LEDGER_SENDS_AT_ONCE)
