"""Paying at each biller while something is ordered to go wrong, and how it stands then."""

from decimal import Decimal
from typing import Any, NamedTuple

from billers.models import BillerConfig, BillerTransaction, TransactionType
from billers.operations.choosing import choices_of
from tests.billers.operations.desk import Desk

PAYER, SUSPENSE = "1007001", "SUSPENSE1"
ACCOUNT, METER, PHONE = "2200330044", "1000200030", "0888123456"
BUNDLE = {
    "transaction_type": TransactionType.CONFIRM_BUNDLE,
    "bundle_id": "1001",
    "amount": Decimal("199.00"),
}
BY_INVOICE = ("REGISTER_GENERAL", "SRWB_PREPAID")
SHORT_MS = 1000  # in which the order is out, even on a machine that does other things as well
MOST_STEPS = 16


class Stands(NamedTuple):
    """How the call to the biller ended, where the payment is, and what that means for people.

    `is_held` is whether core banking really has the money in suspense.
    """

    outcome: str
    status: str
    is_held: bool
    can_retry: bool
    is_alarm: bool = False


PAID = Stands("ACCEPTED", "COMPLETED", is_held=False, can_retry=False)
DECLINED = Stands("DECLINED", "FAILED", is_held=False, can_retry=True)
NOT_SENT = Stands("NOT_SENT", "FAILED", is_held=False, can_retry=True)
UNKNOWN = Stands("UNKNOWN", "UNKNOWN", is_held=True, can_retry=False)


def stands(bank: Desk, payment: BillerTransaction) -> Stands:
    """Return how a payment stands, the only one of which money may be held."""
    held = bank.balance(SUSPENSE)
    assert held in (Decimal(0), payment.amount)
    return Stands(
        outcome=payment.pay_outcome,
        status=payment.status,
        is_held=held > 0,
        can_retry=not choices_of(payment).retry,
        is_alarm=payment.has_alarm,
    )


def account_at(biller: str) -> str:
    """Return an account that exists at a biller and is written as it wants."""
    return {"TNM_BUNDLES": PHONE, **dict.fromkeys(BY_INVOICE, METER)}.get(biller, ACCOUNT)


def pay_at(bank: Desk, biller: str, account: str = "") -> BillerTransaction:
    """Pay something at any biller, with the customer's money held before."""
    account = account or account_at(biller)
    if biller in BY_INVOICE:
        return bank.confirm(biller, account, debit_account=PAYER)
    more: dict[str, Any] = BUNDLE if biller == "TNM_BUNDLES" else {}
    return bank.pay(biller, account, debit_account=PAYER, **more)


def settle_by_itself(bank: Desk, payment: BillerTransaction) -> BillerTransaction:
    """Let time pass for as long as Billie does anything by itself."""
    for _ in range(MOST_STEPS):
        payment.refresh_from_db()
        if payment.next_action_at is None:
            break
        payment = bank.wait(payment)
    return payment


def lose_patience(biller: str) -> None:
    """Let a biller have no time to answer."""
    BillerConfig.objects.filter(biller_type=biller).update(timeout_ms=SHORT_MS)
