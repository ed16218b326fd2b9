"""A command as the order that the ledger gets; every order carries the command's reference.

# Note [Where the reference goes]
An old ledger knows no keys, and a lost answer is then settled by finding our reference among the
account's transactions. So each order has the reference in a field that the ledger keeps with the
transaction: a field of its own where the protocol has one, otherwise behind the words that a
person wrote. A reference that a person wrote into those words must not be taken for the signature
of another command, so its hyphen becomes a space.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from ledger import orders
from ledger.models import CommandKind, MoneyCommand

_WRITTEN_REFERENCE = re.compile(r"CMD-(?=\d)")


def order_of(command: MoneyCommand) -> orders.Order:
    """Return what to ask the ledger for; the same for every try of the same command."""
    return _ORDERS[CommandKind(command.kind)](command)


def _repayment(command: MoneyCommand) -> orders.Order:
    return orders.Repayment(
        loan_account_id=command.loan_account_id,
        amount=_known(command.amount),
        **{
            **_details(command),
            "payment_id": _own_or_reference(command, "payment_id"),
            "payment_reference": _own_or_reference(command, "payment_reference"),
        },
    )


def _late_fee(command: MoneyCommand) -> orders.Order:
    return orders.LateFee(
        loan_account_id=command.loan_account_id,
        amount=_known(command.amount),
        days_past_due=command.details["days_past_due"],
        reason=_with_reference(command.reason, command),
    )


def _dishonour_fee(command: MoneyCommand) -> orders.Order:
    return orders.DishonourFee(
        loan_account_id=command.loan_account_id,
        amount=_known(command.amount),
        reason=_with_reference(command.reason, command),
        reference_id=_own_or_reference(command, "reference_id"),
    )


def _fee_waiver(command: MoneyCommand) -> orders.Order:
    return orders.FeeWaiver(
        loan_account_id=command.loan_account_id,
        amount=_known(command.amount),
        reason=_with_reference(command.reason, command),
        approved_by=_approver(command),
        notes=_details(command)["notes"],
    )


def _write_off(command: MoneyCommand) -> orders.Order:
    return orders.WriteOff(
        loan_account_id=command.loan_account_id,
        reason=_with_reference(command.reason, command),
        approved_by=_approver(command),
    )


def _adjustment(command: MoneyCommand) -> orders.Order:
    return orders.Adjustment(
        loan_account_id=command.loan_account_id,
        principal_delta=_known(command.principal_delta),
        fee_delta=_known(command.fee_delta),
        reason=_with_reference(command.reason, command),
        approved_by=_approver(command),
    )


def _disbursement(command: MoneyCommand) -> orders.Order:
    return orders.Disbursement(
        loan_account_id=command.loan_account_id, amount=_known(command.amount), **_details(command)
    )


_ORDERS: Mapping[CommandKind, Callable[[MoneyCommand], orders.Order]] = {
    CommandKind.REPAYMENT: _repayment,
    CommandKind.LATE_FEE: _late_fee,
    CommandKind.DISHONOUR_FEE: _dishonour_fee,
    CommandKind.FEE_WAIVER: _fee_waiver,
    CommandKind.WRITE_OFF: _write_off,
    CommandKind.ADJUSTMENT: _adjustment,
    CommandKind.DISBURSEMENT: _disbursement,
}


def _known(amount: Decimal | None) -> Decimal:
    assert amount is not None  # noqa: S101 - a constraint of the table
    return amount


def _details(command: MoneyCommand) -> dict[str, Any]:
    """Return the rest of the order, its notes with the reference."""
    texts = {
        name: _plain(value) if isinstance(value, str) else value
        for name, value in command.details.items()
    }
    return {**texts, "notes": _with_reference(command.details.get("notes", ""), command)}


def _own_or_reference(command: MoneyCommand, name: str) -> str:
    """Return what a person gave, or else our reference."""
    return _plain(command.details.get(name, "")) or command.reference


def _with_reference(words: str, command: MoneyCommand) -> str:
    return f"{_plain(words)} [{command.reference}]".strip()


def _plain(words: str) -> str:
    """Return words that cannot be taken for our signature."""
    return _WRITTEN_REFERENCE.sub("CMD ", words)


def _approver(command: MoneyCommand) -> str:
    """Return who answers for a command; within the limits that is whoever asked for it."""
    person = command.approved_by or command.requested_by
    return str(person.get_username())
