"""What is known of balances without the ledger: the room that projects events registers a look-up.

These figures stand in for the ledger's while it cannot be reached, and are always shown as what
they are: projected, and as of when.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedBalance:
    """What was owed on an account when its newest event was published; None is not known."""

    total: Decimal | None
    currency: str
    as_of: datetime | None


LookUp: TypeAlias = Callable[[Collection[str]], Mapping[str, ProjectedBalance]]

_look_ups: dict[str, LookUp] = {}


def register_projected_balances(look_up: LookUp) -> None:
    """Let a room say what it knows of balances; a later registration replaces the one before."""
    _look_ups["balances"] = look_up


def projected_balances(loan_account_ids: Collection[str]) -> Mapping[str, ProjectedBalance]:
    """Return what is known of some accounts; an account that nobody knows is left out."""
    look_up = _look_ups.get("balances")
    return look_up(loan_account_ids) if look_up else {}
