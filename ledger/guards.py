"""What other rooms know and this one must ask: who an account belongs to, and what is forbidden.

The ledger room knows no customers. Rooms above it register what they know when they start.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.contrib.auth.models import User

from ledger.intents import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountName:
    """How people know an account; `status` is the projection's word, empty if none is known."""

    account_number: str = ""
    customer_id: str = ""
    customer_name: str = ""
    currency: str = ""
    status: str = ""


Guard: TypeAlias = Callable[[Intent, User, datetime], str | None]
Namer: TypeAlias = Callable[[Collection[str]], Mapping[str, AccountName]]
Address: TypeAlias = Callable[[int], str]

_guards: dict[str, Guard] = {}
_namers: dict[str, Namer] = {}
_pages: dict[str, Address] = {}


def register_guard(name: str, guard: Guard) -> None:
    """Let a room forbid intents: its function returns a sentence that says why, or None."""
    _guards[name] = guard


def forget_guard(name: str) -> None:
    """Take a guard out again, as tests do with their own."""
    _guards.pop(name, None)


def register_account_names(namer: Namer) -> None:
    """Let a room say who accounts belong to; a later registration replaces the one before."""
    _namers["accounts"] = namer


def register_command_page(address: Address) -> None:
    """Let a room say at which address the command with a number is shown."""
    _pages["command"] = address


def find_objection(intent: Intent, by: User, now: datetime) -> str | None:
    """Return the first sentence that forbids an intent, None if nobody objects."""
    for guard in _guards.values():
        if objection := guard(intent, by, now):
            return objection
    return None


def account_names(loan_account_ids: Collection[str]) -> dict[str, AccountName]:
    """Return how people know some accounts; an account that nobody knows has an empty name."""
    found: Mapping[str, AccountName] = {}
    if namer := _namers.get("accounts"):
        found = namer(loan_account_ids)
    return {key: found.get(key, AccountName()) for key in loan_account_ids}


def command_page(command_id: int) -> str:
    """Return the address of the page that shows a command, empty if no room has one."""
    page = _pages.get("command")
    return page(command_id) if page else ""
