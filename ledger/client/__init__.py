"""The accounting ledger as the rest of Billie knows it: typed answers, deadlines, one error table.

Nothing else speaks gRPC, beside the simulator. Reads are tried again within their one deadline;
a money order is sent once, and whoever sends it again does so with the same key.
"""

from ledger.client.calling import LedgerClient
from ledger.client.connecting import forget_clients, get_client
from ledger.client.health import Health, HealthState
from ledger.client.problems import (
    AccountNotFound,
    DuplicateOperation,
    LedgerBusy,
    LedgerProblem,
    LedgerRejected,
    LedgerUnavailable,
    OutcomeUnknown,
)
from ledger.client.watching import TransactionWatch

__all__ = [
    "AccountNotFound",
    "DuplicateOperation",
    "Health",
    "HealthState",
    "LedgerBusy",
    "LedgerClient",
    "LedgerProblem",
    "LedgerRejected",
    "LedgerUnavailable",
    "OutcomeUnknown",
    "TransactionWatch",
    "forget_clients",
    "get_client",
]
