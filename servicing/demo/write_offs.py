"""How a lender gives a loan up: somebody asks, somebody else decides, the ledger posts."""

from datetime import timedelta
from typing import Any

from servicing.demo import milestones
from servicing.demo.loans import Loan
from servicing.demo.messages import Story, Told
from servicing.demo.narrator import About

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AGENT = "billie-servicing"
ASKER = ("operations", "Olivia Osei")
DECIDER = ("supervisor", "Samir Singh")
REASONS = ("aged_debt", "unable_to_locate", "hardship", "bankruptcy")


class Request:
    """One request to write a loan off, under its own id and number."""

    def __init__(self, loan: Loan) -> None:
        self.loan = loan
        self.id = loan.narrator.mint()
        self.number = loan.narrator.number("WO-")

    def asked(self) -> Told:
        """Return the event of the request."""
        loan = self.loan
        return self._event(
            "requested",
            loanAccountId=loan.account_id,
            customerId=loan.customer_id,
            customerName=loan.called,
            accountNumber=loan.account_number,
            amount=loan.balance,
            originalBalance=loan.balance,
            reason=loan.narrator.chance.choice(REASONS),
            notes="No payment and no answer for three months.",
            priority="normal",
            requestedBy=ASKER[0],
            requestedByName=ASKER[1],
        )

    def approved(self) -> Told:
        """Return the event of the approval, after the ledger has posted it."""
        return self._event(
            "approved",
            comment="Nothing more can be collected.",
            approvedBy=DECIDER[0],
            approvedByName=DECIDER[1],
            ledgerEventId=self.loan.narrator.mint(),
            transactionId=self.loan.latest_transaction,
        )

    def rejected(self) -> Told:
        """Return the event of a refusal."""
        return self._event(
            "rejected",
            comment="Write to their new address first.",
            rejectedBy=DECIDER[0],
            rejectedByName=DECIDER[1],
        )

    def cancelled(self) -> Told:
        """Return the event of a request that was taken back."""
        return self._event(
            "cancelled",
            reason="The wrong account was open.",
            cancelledBy=ASKER[0],
            cancelledByName=ASKER[1],
        )

    def _event(self, what: str, **told: Any) -> Told:
        payload = {"requestId": self.id, "requestNumber": self.number, **told}
        about = About(self.id, self.loan.customer_id)
        narrator = self.loan.narrator
        return narrator.announce(f"writeoff.{what}.v1", payload, about=about, agent=AGENT)


def given_up(loan: Loan) -> Story:
    """Tell how a loan is written off, now and then not at the first request."""
    narrator = loan.narrator
    if narrator.happens(0.3):
        yield from _in_vain(Request(loan), is_mistake=narrator.happens(0.4))
    request = Request(loan)
    yield request.asked()
    narrator.wait(HOUR, 3 * DAY)
    yield milestones.written_off(loan)
    narrator.wait(MINUTE / 60, MINUTE / 4)
    yield request.approved()
    narrator.wait(MINUTE, 9 * MINUTE)
    yield from milestones.closed(loan, "WRITTEN_OFF")


def _in_vain(request: Request, *, is_mistake: bool) -> Story:
    """Tell a request that comes to nothing."""
    narrator = request.loan.narrator
    yield request.asked()
    narrator.wait(5 * MINUTE, DAY)
    yield request.cancelled() if is_mistake else request.rejected()
    narrator.wait(DAY, 4 * DAY)
