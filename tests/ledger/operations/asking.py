"""What tests ask for: intents of every kind, and the way from an intent to its end."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from ledger.intents import Intent
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.requesting import mint_key, request_command
from ledger.operations.sending import send_command

DETAILS: dict[CommandKind, dict[str, Any]] = {
    CommandKind.LATE_FEE: {"days_past_due": 9},
    CommandKind.DISBURSEMENT: {"bank_reference": "FT-1", "payment_method": "bank transfer"},
}
REASONS = {
    CommandKind.FEE_WAIVER: "Charged by mistake.",
    CommandKind.ADJUSTMENT: "Charged by mistake.",
    CommandKind.WRITE_OFF: "hardship",
}


def now() -> datetime:
    return datetime.now(UTC)


def meant(kind: CommandKind, account: str, **changed: Any) -> Intent:
    """Return an intent of a kind that can be posted on an account that is opened as usual."""
    fields: dict[str, Any] = {
        "kind": kind,
        "loan_account_id": account,
        "currency": "AUD",
        "amount": Decimal("10.00"),
        "reason": REASONS.get(kind, ""),
        "details": DETAILS.get(kind, {}),
    }
    if kind == CommandKind.ADJUSTMENT:
        deltas = {"principal_delta": Decimal("-10.00"), "fee_delta": Decimal("0.00")}
        fields |= {"amount": None, **deltas}
    if kind == CommandKind.WRITE_OFF:
        fields["amount"] = None
    return Intent(**{**fields, **changed})


def ask(intent: Intent, by: User, *, key: str = "") -> MoneyCommand:
    """Ask for an intent, under a key of its own unless one is given."""
    return request_command(intent=intent, key=key or mint_key(), by=by, now=now())


def send(command: MoneyCommand) -> MoneyCommand:
    return send_command(command_id=command.pk, now=now())
