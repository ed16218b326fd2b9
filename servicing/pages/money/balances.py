"""What is owed before and after an act, as the lines of a table. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.allocation import Allocation, Owed


class Line(NamedTuple):
    """One line: what is owed before and after, and by how much it changes."""

    label: str
    before: Decimal
    change: Decimal
    after: Decimal


class Share(NamedTuple):
    """Where a part of a payment goes."""

    label: str
    amount: Decimal


class PaidInstalment(NamedTuple):
    """What an instalment got, and what is left of it."""

    number: int
    applied: Decimal
    remaining: Decimal


def owed_lines(before: Owed, after: Owed) -> list[Line]:
    """Return principal, fees and the total."""
    pairs = (
        ("Principal", before.principal, after.principal),
        ("Fees", before.fees, after.fees),
        ("Owed in all", before.total, after.total),
    )
    return [Line(label, first, then - first, then) for label, first, then in pairs]


def kept_lines(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[Line]:
    """Return the lines of what was kept with a command, none if nothing was."""
    if not before or not after:
        return []
    return owed_lines(_kept(before), _kept(after))


def _kept(owed: Mapping[str, str]) -> Owed:
    return Owed(principal=Decimal(owed["principal"]), fees=Decimal(owed["fees"]))


def shares(allocation: Allocation | None) -> list[Share]:
    """Return where a payment goes, without the parts that get nothing."""
    if allocation is None:
        return []
    found = (
        Share("To fees", allocation.fees),
        Share("To principal", allocation.principal),
        Share("Overpaid", allocation.overpayment),
    )
    return [share for share in found if share.amount]


def posted_shares(result: Mapping[str, Any] | None) -> list[Share]:
    """Return where the ledger says that a payment went."""
    allocation = (result or {}).get("allocation") or {}
    names = {"To fees": "fees", "To principal": "principal", "Overpaid": "overpayment"}
    amounts = [(label, Decimal(allocation.get(name) or 0)) for label, name in names.items()]
    return [Share(label, amount) for label, amount in amounts if amount]


def paid_instalments(result: Mapping[str, Any] | None) -> list[PaidInstalment]:
    """Return which instalments the ledger says that a payment went to."""
    rows = (result or {}).get("instalments") or []
    return [
        PaidInstalment(
            number=row["paymentNumber"],
            applied=Decimal(row["amountApplied"] or 0),
            remaining=Decimal(row["amountRemaining"] or 0),
        )
        for row in rows
    ]
