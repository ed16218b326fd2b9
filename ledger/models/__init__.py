"""Tables of this room: money commands with their moves, bulk waivers, events of ours."""

from ledger.models.bulk_waivers import BatchRow, CommandBatch
from ledger.models.commands import CommandMove, MoneyCommand
from ledger.models.kinds import KEY_LENGTH, CommandKind
from ledger.models.outgoing import OutgoingEvent

__all__ = [
    "KEY_LENGTH",
    "BatchRow",
    "CommandBatch",
    "CommandKind",
    "CommandMove",
    "MoneyCommand",
    "OutgoingEvent",
]
