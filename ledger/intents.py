"""What somebody means to do with a loan's money, checked before anything is kept or sent.

An intent says what was asked and nothing that may differ when it is asked again: whoever sends
the same intent with the same key means the same act.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from billie.kernel.money import NotAnAmount, read_amount, read_positive_amount
from ledger.intent_details import DETAILS, WRITE_OFF_REASONS, DetailRefused, checked_detail
from ledger.models import KEY_LENGTH, CommandKind

LONGEST_REASON = 1000
NEED_A_REASON = {CommandKind.FEE_WAIVER, CommandKind.ADJUSTMENT, CommandKind.WRITE_OFF}
HAVE_NO_REASON = {CommandKind.REPAYMENT, CommandKind.DISBURSEMENT}
WHOLE = ""
"""Stands for the whole intent where a sentence belongs to no single field."""

_CURRENCY = re.compile(r"[A-Z]{3}")


class IntentRefused(Exception):
    """An intent cannot be meant as it stands; `fields` has a sentence for each field to mend."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One act that somebody means, checked.

    `amount` is positive, in major units of `currency`; an adjustment has two signed deltas in its
    place, of which one may be zero. A write-off means all that is owed; its amount is what was
    shown, and may be left out. `details` are the rest of the order by the names of
    `ledger.orders`. Account number and customer are for showing and no part of what is meant.

    :raises IntentRefused: with a sentence for each field that is wrong
    """

    kind: CommandKind
    loan_account_id: str
    currency: str
    amount: Decimal | None = None
    principal_delta: Decimal | None = None
    fee_delta: Decimal | None = None
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    reverses_transaction_id: str = ""
    account_number: str = ""
    customer_id: str = ""
    customer_name: str = ""

    def __post_init__(self) -> None:
        """Check every field, and keep each as it is compared and stored."""
        problems: dict[str, str] = {}
        for name, check in _CHECKS.items():
            try:
                object.__setattr__(self, name, check(self))
            except (NotAnAmount, DetailRefused) as wrong:
                problems[name] = str(wrong)
        details: dict[str, Any] = {}
        for name, value in _given_details(self):
            try:
                details[name] = checked_detail(self.kind, name, value)
            except DetailRefused as wrong:
                problems[name] = str(wrong)
        if problems:
            raise IntentRefused(problems)
        object.__setattr__(self, "details", {k: v for k, v in details.items() if v is not None})

    @property
    def content_hash(self) -> str:
        """The digest of what is meant: the same for the same act, another for any other."""
        amounts = [self.amount, self.principal_delta, self.fee_delta]
        content = [
            self.kind.value,
            self.loan_account_id,
            self.currency,
            [None if amount is None else str(amount) for amount in amounts],
            self.reason,
            dict(self.details),
            self.reverses_transaction_id,
        ]
        return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _given_details(intent: Intent) -> Iterator[tuple[str, Any]]:
    """Yield every detail that was given, and those that the kind cannot do without."""
    yield from intent.details.items()
    for name, detail in DETAILS[intent.kind].items():
        if detail.is_required and name not in intent.details:
            yield name, None


def _kind(intent: Intent) -> CommandKind:
    return CommandKind(intent.kind)


def _account(intent: Intent) -> str:
    account = intent.loan_account_id
    if not account.strip() or len(account) > KEY_LENGTH or "\0" in account:
        raise DetailRefused("Name the loan account by its identifier.")
    return account


def _currency(intent: Intent) -> str:
    if not _CURRENCY.fullmatch(intent.currency):
        raise DetailRefused("Name the currency by its three letters, such as AUD.")
    return intent.currency


def _amount(intent: Intent) -> Decimal | None:
    if intent.kind == CommandKind.ADJUSTMENT:
        if intent.amount is not None:
            raise DetailRefused("An adjustment says by how much principal and fees change.")
        return None
    if intent.amount is None and intent.kind == CommandKind.WRITE_OFF:
        return None
    if intent.amount is None:
        raise DetailRefused("Say how much, such as 145.00.")
    return read_positive_amount(intent.amount)


def _principal_delta(intent: Intent) -> Decimal | None:
    delta = _delta(intent, intent.principal_delta, "principal")
    if delta is not None and not delta and not intent.fee_delta:
        raise DetailRefused("An adjustment changes the principal, the fees or both.")
    return delta


def _fee_delta(intent: Intent) -> Decimal | None:
    return _delta(intent, intent.fee_delta, "fees")


def _delta(intent: Intent, delta: Decimal | None, words: str) -> Decimal | None:
    if intent.kind != CommandKind.ADJUSTMENT:
        if delta is not None:
            raise DetailRefused("Only an adjustment says by how much a balance changes.")
        return None
    if delta is None:
        raise DetailRefused(f"Say by how much the {words} change; 0.00 leaves them as they are.")
    return read_amount(delta)


def _reason(intent: Intent) -> str:
    reason = intent.reason.replace("\r\n", "\n").strip()
    if intent.kind in HAVE_NO_REASON and reason:
        raise DetailRefused("The ledger keeps no reason for this; write it into the notes.")
    if intent.kind in NEED_A_REASON and not reason:
        raise DetailRefused("Say why, in words that an auditor understands.")
    if "\0" in reason or len(reason) > LONGEST_REASON:
        raise DetailRefused(f"Say why in at most {LONGEST_REASON:,} plain characters.")
    if intent.kind == CommandKind.WRITE_OFF and reason not in WRITE_OFF_REASONS:
        raise DetailRefused(f"Choose one of {', '.join(WRITE_OFF_REASONS)}.")
    return reason


def _reverses(intent: Intent) -> str:
    transaction_id = intent.reverses_transaction_id
    if transaction_id and intent.kind != CommandKind.ADJUSTMENT:
        raise DetailRefused("Only an adjustment can reverse a transaction.")
    return transaction_id


_CHECKS: Mapping[str, Any] = {
    "kind": _kind,
    "loan_account_id": _account,
    "currency": _currency,
    "amount": _amount,
    "principal_delta": _principal_delta,
    "fee_delta": _fee_delta,
    "reason": _reason,
    "reverses_transaction_id": _reverses,
}
