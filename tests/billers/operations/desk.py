"""A desk with all eight simulated billers, at which payments are taken on and advanced."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from billers.connectors.contract import MoneyOutcome, Reply
from billers.models import Attempt, BillerConfig, BillerTransaction, Evidence, TransactionType
from billers.operations.advancing import advance_payment
from billers.operations.intents import PaymentIntent
from billers.operations.looking_up import get_invoice
from billers.operations.recording import record_answer
from billers.operations.requesting import request_payment
from billers.operations.taking_on import found_in
from tests.billers.simulated_billers import SimulatedBillersHere

CUSTOMER = "1000200030"


@dataclass
class Desk:
    """Who pays, at which billers, and what time it is there."""

    billers: SimulatedBillersHere
    teller: User
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def clock(self) -> datetime:
        return self.at

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.at += timedelta(**time)

    def config(self, biller_type: str) -> BillerConfig:
        return BillerConfig.objects.get(biller_type=biller_type)

    def ask(self, biller_type: str, account: str, **more: Any) -> BillerTransaction:
        """Take a payment of an amount on."""
        given: dict[str, Any] = {
            "transaction_type": TransactionType.POST_TRANSACTION,
            "account_number": account,
            "amount": Decimal("1500.50"),
            "currency": "MWK",
            "account_type": "M" if biller_type == "MASM" else "",
        }
        intent = PaymentIntent(**given | more)
        return request_payment(
            config=self.config(biller_type), intent=intent, by=self.teller, now=self.at
        )

    def advance(self, payment: BillerTransaction, **how: Any) -> BillerTransaction:
        """Take all steps that can be taken now, and return the payment as it stands."""
        advance_payment(payment_id=payment.pk, clock=self.clock, **how)
        return BillerTransaction.objects.get(pk=payment.pk)

    def record(
        self,
        attempt: Attempt,
        heard: Reply[MoneyOutcome],
        source: Evidence.Source = Evidence.Source.ANSWER,
    ) -> BillerTransaction:
        """Let the worker of an attempt save what it heard, and return the payment as it stands."""
        return record_answer(attempt_id=attempt.pk, reply=heard, source=source, now=self.at)

    def pay(self, biller_type: str, account: str, **more: Any) -> BillerTransaction:
        """Take a payment on and advance it as far as it goes."""
        return self.advance(self.ask(biller_type, account, **more))

    def confirm(self, biller_type: str, account: str, **more: Any) -> BillerTransaction:
        """Take the payment of an account's invoice on and advance it as far as it goes."""
        config = self.config(biller_type)
        looked = get_invoice(
            config=config, account_number=account, account_type="", by=self.teller, now=self.at
        )
        invoice = found_in(looked)
        return self.pay(
            biller_type,
            invoice.account_number or account,
            transaction_type=TransactionType.CONFIRM_INVOICE,
            invoice_number=invoice.number,
            amount=invoice.amount,
            **more,
        )

    def wait(self, payment: BillerTransaction) -> BillerTransaction:
        """Let time pass until the next automatic step of a payment, and take it."""
        payment.refresh_from_db()
        if payment.next_action_at is not None:
            self.at = max(self.at, payment.next_action_at)
        return self.advance(payment)

    def taken(self, biller_type: str, account: str) -> list[dict[str, Any]]:
        """Return what a biller really took for an account."""
        rows = self.billers.payments(biller_type.lower())
        return [row for row in rows if row["account"] == account]

    def balance(self, account: str) -> Decimal:
        """Return what core banking has in an account."""
        accounts = self.billers.book("core_banking")["accounts"]
        return Decimal(accounts[account]["now"]) if account in accounts else Decimal(0)
