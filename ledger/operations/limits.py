"""Who may ask for which act, and which need a second person, and why; two tables."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.conf import settings

from ledger.intents import Intent
from ledger.models import CommandKind

PERMISSIONS: Mapping[CommandKind, str] = {
    CommandKind.REPAYMENT: "ledger.record_repayment",
    CommandKind.LATE_FEE: "ledger.charge_fee",
    CommandKind.DISHONOUR_FEE: "ledger.charge_fee",
    CommandKind.FEE_WAIVER: "ledger.waive_fee",
    CommandKind.ADJUSTMENT: "ledger.adjust_balance",
    CommandKind.WRITE_OFF: "ledger.write_off",
    CommandKind.DISBURSEMENT: "ledger.disburse_loan",
}
"""What somebody needs to ask for an act of each kind, to send it again, and to drop it."""


def why_approval(intent: Intent) -> str:
    """Return why an act needs a second person, empty if it needs none."""
    reason = _REASONS.get(intent.kind)
    return reason(intent) if reason else ""


def _always(intent: Intent) -> str:
    return f"“{intent.kind.label}” always needs a second person."


def _waiver(intent: Intent) -> str:
    return _above(intent, settings.WAIVER_APPROVAL_ABOVE)


def _late_fee(intent: Intent) -> str:
    return _above(intent, settings.LATE_FEE_APPROVAL_ABOVE)


def _above(intent: Intent, limit: Decimal) -> str:
    if intent.amount is None or intent.amount <= limit:
        return ""
    return f"More than {limit:,.2f} {intent.currency} needs a second person."


def _if_switched_on(intent: Intent) -> str:
    return _always(intent) if settings.DISBURSEMENT_NEEDS_APPROVAL else ""


_REASONS: Mapping[CommandKind, Callable[[Intent], str]] = {
    CommandKind.WRITE_OFF: _always,
    CommandKind.ADJUSTMENT: _always,
    CommandKind.FEE_WAIVER: _waiver,
    CommandKind.LATE_FEE: _late_fee,
    CommandKind.DISBURSEMENT: _if_switched_on,
}
