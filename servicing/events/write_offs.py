"""Events about write-off requests: `writeoff.*`, which Billie itself publishes (WIRE 1.5).

Their payloads are written in camelCase. Amounts are in the account's currency, in major units.
"""

from servicing.events.envelope import Envelope
from servicing.events.event import Event
from servicing.events.kinds import Key, Money, Name, Prose, Word


class WriteOffEvent(Event, frozen=True, rename="camel"):
    """An event of one request to write a loan off."""

    request_id: Key
    request_number: Key | None = None

    def aggregate(self, envelope: Envelope) -> str:
        """Return the request."""
        return f"writeoff:{self.request_id}"


class WriteOffRequested(WriteOffEvent, frozen=True):
    """Somebody asks that a loan be given up; the only one of these that names the account."""

    loan_account_id: Key | None = None
    customer_id: Key | None = None
    customer_name: Name | None = None
    account_number: Key | None = None
    amount: Money | None = None
    original_balance: Money | None = None
    reason: Word | None = None
    notes: Prose | None = None
    priority: Word | None = None
    requested_by: Key | None = None
    requested_by_name: Name | None = None


class WriteOffApproved(WriteOffEvent, frozen=True):
    """Somebody else agreed, and the ledger has posted it."""

    comment: Prose | None = None
    approved_by: Key | None = None
    approved_by_name: Name | None = None
    ledger_event_id: Key | None = None
    transaction_id: Key | None = None


class WriteOffRejected(WriteOffEvent, frozen=True):
    """Somebody else said no."""

    comment: Prose | None = None
    reason: Prose | None = None
    rejected_by: Key | None = None
    rejected_by_name: Name | None = None


class WriteOffCancelled(WriteOffEvent, frozen=True):
    """The request was taken back, or ran out."""

    comment: Prose | None = None
    reason: Prose | None = None
    cancelled_by: Key | None = None
    cancelled_by_name: Name | None = None
