"""Carrying a call out at a biller, as the fault that befell it says."""

from dataclasses import dataclass, replace
from decimal import Decimal

from billers.simulator import till
from billers.simulator.books import Books, Entry
from billers.simulator.calls import Call, Kind
from billers.simulator.faults import Lie
from billers.simulator.roster import BILLERS, USED, Refusal
from billers.simulator.troubles import Trouble

SOMEBODY_ELSE = "7770001"
SOMEBODY_ELSES_REFERENCE = "NOTOURS0001"
ENDLESS = "X" * 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is to be told: an entry of the books, a refusal, or neither.

    `entry` is as it is told, which may be a lie; `kept` is as it stands in the books.
    """

    entry: Entry | None = None
    refusal: Refusal | None = None
    lie: Lie | None = None
    is_pending: bool = False
    kept: Entry | None = None


def carry_out(call: Call, trouble: Trouble, books: Books) -> Done:
    """Do at a biller what a call asks for."""
    fault, biller = trouble.fault, BILLERS[call.biller]
    found: Entry | Refusal | None = None
    if fault.takes and call.kind is Kind.MONEY:
        found = (till.take_back if call.reverses else till.take)(call, books, fault)
    elif fault.takes and call.kind is Kind.STATUS:
        found = books.find_seen(call.biller, call.reference)
    elif call.kind is Kind.LOOK_UP and not till.is_there(call):
        found = biller.unknown_account
    if fault.refuses:
        refusal = biller.refusal(fault.refuses, trouble.refusal)
        return Done(refusal=refusal, kept=found if isinstance(found, Entry) else None)
    return told(found, fault.lie, books)


def told(found: Entry | Refusal | None, lie: Lie | None, books: Books) -> Done:
    """Return what is to be told of what was found, or a lie about it."""
    if isinstance(found, Refusal):
        return Done(refusal=found)
    if found is None:
        return Done(lie=lie)
    if lie is Lie.USED:
        return Done(refusal=USED, kept=found)
    is_pending = not books.is_taken(found)
    return Done(entry=_lied(found, lie), lie=lie, is_pending=is_pending, kept=found)


def _lied(entry: Entry, lie: Lie | None) -> Entry:
    if lie is Lie.AMOUNT:
        return replace(entry, amount=entry.amount + Decimal(1))
    if lie is Lie.REFERENCE:
        return replace(entry, reference=SOMEBODY_ELSES_REFERENCE)
    if lie is Lie.ACCOUNT:
        return replace(entry, account=SOMEBODY_ELSE)
    if lie is Lie.RECEIPT:
        return replace(entry, receipt=entry.receipt + ENDLESS)
    return entry
