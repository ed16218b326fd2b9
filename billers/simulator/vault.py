"""Core banking's accounts: every transfer is double entry, so balances always add up (WIRE 4).

Customers' accounts are numbers, and open with some money. What begins with a letter is one of the
bank's own accounts, such as its suspense account: it opens with nothing. None is overdrawn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from billers.simulator.books import Books, Entry
from billers.simulator.calls import CORE_BANKING, Call
from billers.simulator.faults import NOTHING, Fault
from billers.simulator.people import amount_of, exists
from billers.simulator.roster import Refusal, Why

POOR = "66405"
LITTLE = Decimal("12.34")
FIGURES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REFERENCE_FIGURES = 5

NO_ACCOUNT = Refusal(
    name="no_account", why=Why.CUSTOMER, code="TGVCP-007", words="No records were found"
    " that matched the selection criteria",
)  # fmt: skip
OVERDRAWN = Refusal(
    name="overdrawn", why=Why.CUSTOMER, code="ACCT.UNAUTH.OD", words="Unauthorised overdraft"
)
LOCKED = Refusal(
    name="locked", why=Why.SETUP, code="EB-RECORD.LOCKED", words="Record is locked by another user"
)
REFUSALS = (OVERDRAWN, NO_ACCOUNT, LOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account's money in MWK."""

    account: str
    opening: Decimal
    now: Decimal


def balance_of(account: str, books: Books) -> Balance:
    """Return what is on an account."""
    opening = _opening(account)
    moved = books.moved(CORE_BANKING, account)
    return Balance(account=account, opening=opening, now=opening + moved)


def balances(books: Books) -> list[Balance]:
    """Return what is on each account that was ever moved on."""
    return [balance_of(account, books) for account in books.accounts(CORE_BANKING)]


def transfer(call: Call, books: Books, fault: Fault = NOTHING) -> Entry | Refusal:
    """Move money from one account to another, as late as a fault says, or say why not."""
    if not (exists(call.account) and exists(call.to_account)):
        return NO_ACCOUNT
    free = balance_of(call.account, books).now - books.leaving(CORE_BANKING, call.account)
    if free < call.amount:
        return OVERDRAWN
    at = books.now() + timedelta(seconds=fault.delay)
    receipt = _reference(at, books.count(CORE_BANKING) + 1)
    entry = Entry.of(call, receipt=receipt, at=at, is_hidden=fault.hides)
    books.enter(entry)
    return entry


def find(reference: str, books: Books) -> Entry | None:
    """Return a transfer that was made, by the client's reference or the bank's own."""
    found = books.find(CORE_BANKING, reference)
    if found is None and reference.startswith("FT"):
        made = books.taken(CORE_BANKING)
        found = next((entry for entry in made if entry.receipt == reference), None)
    return found if found and books.is_taken(found) else None


def _opening(account: str) -> Decimal:
    if account.endswith(POOR):
        return LITTLE
    return Decimal(0) if account[:1].isalpha() else amount_of("core", account, 10**6, 10**7)


def _reference(at: datetime, number: int) -> str:
    """Return a reference such as FT26330000A7: the year, its day, and a number."""
    figures = ""
    for _ in range(REFERENCE_FIGURES):
        number, place = divmod(number, len(FIGURES))
        figures = FIGURES[place] + figures
    return f"FT{at:%y%j}{figures}"
