"""One loan as its lender keeps it, and the events that its keeper publishes (WIRE 1.3).

The laws of a loan's figures: the instalments add up to what is payable, and the balance is what is
payable and charged, less what was paid and waived. It never falls below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from servicing.demo.messages import Told
from servicing.demo.narrator import About, Narrator
from servicing.demo.terms import Terms

ZERO = Decimal(0)
LATE_FEE = Decimal(15)
KEEPER, COLLECTOR = "accounts::keeper", "collections::aging"
BUCKETS = ((0, "current"), (30, "early_arrears"), (60, "late_arrears"))


@dataclass
class Instalment:
    """One repayment of the schedule, and what came in for it."""

    number: int
    due: date
    amount: Decimal
    paid: Decimal = ZERO
    transactions: list[str] = field(default_factory=list)

    @property
    def remaining(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.paid


@dataclass(kw_only=True)
class Loan:
    """A loan account with its schedule and its running totals."""

    narrator: Narrator
    customer_id: str
    called: str
    conversation_id: str
    terms: Terms
    account_id: str
    account_number: str
    schedule_id: str
    opened: date
    instalments: list[Instalment]
    status: str = "PENDING_DISBURSEMENT"
    charged: Decimal = ZERO
    waived: Decimal = ZERO
    paid: Decimal = ZERO
    written_off: Decimal = ZERO
    latest_transaction: str | None = None

    @property
    def is_disbursed(self) -> bool:
        """Whether the money went out."""
        return self.status != "PENDING_DISBURSEMENT"

    @property
    def balance(self) -> Decimal:
        """What the customer owes."""
        if not self.is_disbursed:
            return ZERO
        owed = self.terms.payable + self.charged
        return owed - self.waived - self.paid - self.written_off

    @property
    def unpaid(self) -> list[Instalment]:
        """The instalments that are not paid in full."""
        return [instalment for instalment in self.instalments if instalment.remaining]

    @property
    def fees(self) -> Decimal:
        """Late fees neither paid nor waived; what was paid beyond instalments paid them."""
        on_instalments = sum((each.paid for each in self.instalments), ZERO)
        return self.charged - self.waived - (self.paid - on_instalments)

    def overdue(self, day: date) -> list[Instalment]:
        """Return the instalments that were due before a day and are not paid in full."""
        return [instalment for instalment in self.unpaid if instalment.due < day]

    def event(self, typ: str, payload: dict[str, Any], *, agent: str = KEEPER) -> Told:
        """Return one event about this account."""
        about = About(self.conversation_id, self.customer_id)
        return self.narrator.announce(
            typ, {"account_id": self.account_id, **payload}, about=about, agent=agent
        )

    def snapshot(self, kind: str | None, **more: Any) -> Told:
        """Return `account.updated.v1` with the balance after a ledger transaction of a kind."""
        self.latest_transaction = self.narrator.number("TXN-", 10)
        told = {
            "current_balance": self.balance,
            **more,
            "timestamp": self.narrator.now,
            "triggered_by_transaction_id": self.latest_transaction,
            "triggered_by_transaction_type": kind,
        }
        return self.event("account.updated.v1", told)

    def changed(self, instalments: Sequence[Instalment], status: str | None = None) -> Told:
        """Return `account.schedule.updated.v1` for some instalments."""
        payments = [self._payment(instalment, status) for instalment in instalments]
        return self.event(
            "account.schedule.updated.v1", {"schedule_id": self.schedule_id, "payments": payments}
        )

    def _payment(self, instalment: Instalment, status: str | None) -> dict[str, Any]:
        is_paid = not instalment.remaining
        told: dict[str, Any] = {
            "payment_number": instalment.number,
            "status": status or ("PAID" if is_paid else "PARTIAL"),
            "amount_paid": instalment.paid,
            "amount_remaining": instalment.remaining,
            "linked_transaction_ids": list(instalment.transactions),
            "last_updated": self.narrator.now,
        }
        return told | ({"paid_date": self.narrator.today} if is_paid else {})

    def aged(self, *, oldest: date | None) -> Told:
        """Return `loan.aging.updated.v1`; `oldest` is the day since which something is overdue."""
        today = self.narrator.today
        overdue = sum((each.remaining for each in self.overdue(today)), ZERO) if oldest else ZERO
        days = (today - oldest).days if oldest else 0
        return self.narrator.announce(
            "loan.aging.updated.v1",
            {
                "event_id": self.narrator.mint(),
                "timestamp": self.narrator.now,
                "account_id": self.account_id,
                "dpd": days,
                "bucket": "closed" if self.status == "CLOSED" else bucket_of(days),
                "is_in_arrears": days > 0,
                "total_overdue_amount": overdue,
                "last_updated": self.narrator.now,
            },
            about=About(self.conversation_id, self.customer_id),
            agent=COLLECTOR,
        )


def bucket_of(days_past_due: int) -> str:
    """Return the arrears bucket of a number of days past due."""
    return next((word for limit, word in BUCKETS if days_past_due <= limit), "default")


def make_loan(narrator: Narrator, terms: Terms, *, about: About, called: str) -> Loan:
    """Return a loan opened today, for the user and out of the conversation that `about` names."""
    rows = zip(terms.due_dates(narrator.today), terms.instalment_amounts(), strict=True)
    return Loan(
        narrator=narrator,
        customer_id=about.usr,
        called=called,
        conversation_id=about.conv,
        terms=terms,
        account_id=narrator.mint(),
        account_number=narrator.number("40", 8),
        schedule_id=narrator.mint(),
        opened=narrator.today,
        instalments=[Instalment(count, due, each) for count, (due, each) in enumerate(rows, 1)],
    )
