"""What billers are asked and what they answer, in our words: frozen values, pure Python.

Money is a `Decimal` in major units with a currency beside it.
"""

from billers.connectors.contract.abilities import ABILITIES, MOVE_MONEY, abilities_of
from billers.connectors.contract.asked import Lookup, Order, Reversal
from billers.connectors.contract.checks import OrderIsUnsound
from billers.connectors.contract.kept import NOTHING_WENT_OUT, Exchange, Phase, Reply
from billers.connectors.contract.known import Account, Bundle, Invoice
from billers.connectors.contract.outcomes import (
    Accepted,
    Declined,
    Fault,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    NotSent,
    Reached,
    StatusOutcome,
    Unknown,
)
from billers.connectors.contract.settings import (
    Dialect,
    RetryPolicy,
    Settings,
    SettingsAreUnfinished,
)

__all__ = [
    "ABILITIES",
    "MOVE_MONEY",
    "NOTHING_WENT_OUT",
    "Accepted",
    "Account",
    "Bundle",
    "Declined",
    "Dialect",
    "Exchange",
    "Fault",
    "Invoice",
    "Lookup",
    "MoneyOutcome",
    "NoAnswer",
    "NotFound",
    "NotSent",
    "Order",
    "OrderIsUnsound",
    "Phase",
    "Reached",
    "Reply",
    "RetryPolicy",
    "Reversal",
    "Settings",
    "SettingsAreUnfinished",
    "StatusOutcome",
    "Unknown",
    "abilities_of",
]
