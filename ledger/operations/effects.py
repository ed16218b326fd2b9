"""What an act does to what is owed: the preview, the approval and the command reckon with this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from billie.kernel.money import ZERO
from ledger.allocation import Allocation, Owed, allocate
from ledger.answers import LedgerRecord
from ledger.intents import Intent
from ledger.models import CommandKind

NOTHING = Owed(principal=ZERO, fees=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What is owed before and after an act; `amount` is None for an adjustment."""

    before: Owed
    after: Owed
    amount: Decimal | None
    allocation: Allocation | None = None


def reckon_effect(intent: Intent, record: LedgerRecord) -> Effect:
    """Return what an intent does to an account as the ledger has it now."""
    before = Owed(principal=record.principal, fees=record.fees)
    if intent.kind == CommandKind.REPAYMENT:
        return _repayment(before, _amount(intent))
    amount = before.total if intent.kind == CommandKind.WRITE_OFF else intent.amount
    return Effect(before=before, after=_AFTER[intent.kind](intent, before, record), amount=amount)


def _repayment(before: Owed, amount: Decimal) -> Effect:
    spread = allocate(amount, before)
    after = before.changed(principal=-spread.principal, fees=-spread.fees)
    return Effect(before=before, after=after, amount=amount, allocation=spread)


def _fee(intent: Intent, before: Owed, record: LedgerRecord) -> Owed:
    return before.changed(fees=_amount(intent))


def _waiver(intent: Intent, before: Owed, record: LedgerRecord) -> Owed:
    return before.changed(fees=-_amount(intent))


def _adjustment(intent: Intent, before: Owed, record: LedgerRecord) -> Owed:
    return before.changed(
        principal=intent.principal_delta or ZERO,
        fees=intent.fee_delta or ZERO,
    )


def _write_off(intent: Intent, before: Owed, record: LedgerRecord) -> Owed:
    return NOTHING


def _disbursement(intent: Intent, before: Owed, record: LedgerRecord) -> Owed:
    return before.changed(principal=_amount(intent), fees=record.establishment_fee)


_AFTER: Mapping[CommandKind, Callable[[Intent, Owed, LedgerRecord], Owed]] = {
    CommandKind.LATE_FEE: _fee,
    CommandKind.DISHONOUR_FEE: _fee,
    CommandKind.FEE_WAIVER: _waiver,
    CommandKind.ADJUSTMENT: _adjustment,
    CommandKind.WRITE_OFF: _write_off,
    CommandKind.DISBURSEMENT: _disbursement,
}


def _amount(intent: Intent) -> Decimal:
    assert intent.amount is not None  # noqa: S101 - the intent was checked
    return intent.amount
