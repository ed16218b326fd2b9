"""Write-off requests: how each event changes the `WriteOffRequest` row (WIRE 1.5).

A decision is final and may be known before the request; the request then fills in what it was
about. The first decision stands: another one that comes later is recorded as a warning.
"""

from datetime import datetime

from servicing import events
from servicing.events import Envelope
from servicing.models import WriteOffRequest
from servicing.models.write_offs import WriteOffStatus
from servicing.projections import words
from servicing.projections.rows import Rows

TOLD_BY_REQUEST = (
    "loan_account_id",
    "customer_name",
    "account_number",
    "amount",
    "original_balance",
    "notes",
    "requested_by",
    "requested_by_name",
)


def request_write_off(event: events.WriteOffRequested, envelope: Envelope, rows: Rows) -> None:
    """Describe what is asked for; a decision that is known already stays."""
    request = _request(event, rows)
    for name in TOLD_BY_REQUEST:
        if (value := getattr(event, name)) is not None:
            setattr(request, name, value)
    if event.customer_id:
        request.customer_id = rows.canonical_id(event.customer_id)
    reason = words.look_up(words.WRITE_OFF_REASON, event.reason, field="reason", rows=rows)
    request.reason = reason or request.reason
    priority = words.look_up(words.WRITE_OFF_PRIORITY, event.priority, field="priority", rows=rows)
    request.priority = priority or request.priority
    request.requested_at = request.requested_at or envelope.occurred_at


def approve_write_off(event: events.WriteOffApproved, envelope: Envelope, rows: Rows) -> None:
    """Note who agreed, and what the ledger posted."""
    request = _request(event, rows)
    if not _decide(request, WriteOffStatus.APPROVED, at=envelope.occurred_at, rows=rows):
        return
    _say(request, by=event.approved_by, name=event.approved_by_name, comment=event.comment)
    request.ledger_event_id = event.ledger_event_id or request.ledger_event_id
    request.transaction_id = event.transaction_id or request.transaction_id


def reject_write_off(event: events.WriteOffRejected, envelope: Envelope, rows: Rows) -> None:
    """Note who said no, and why."""
    request = _request(event, rows)
    if _decide(request, WriteOffStatus.REJECTED, at=envelope.occurred_at, rows=rows):
        comment = event.comment or event.reason
        _say(request, by=event.rejected_by, name=event.rejected_by_name, comment=comment)


def cancel_write_off(event: events.WriteOffCancelled, envelope: Envelope, rows: Rows) -> None:
    """Note who took the request back, and why."""
    request = _request(event, rows)
    if _decide(request, WriteOffStatus.CANCELLED, at=envelope.occurred_at, rows=rows):
        comment = event.comment or event.reason
        _say(request, by=event.cancelled_by, name=event.cancelled_by_name, comment=comment)


def _request(event: events.WriteOffEvent, rows: Rows) -> WriteOffRequest:
    request = rows.write_off(event.request_id)
    request.request_number = event.request_number or request.request_number
    return request


def _decide(request: WriteOffRequest, status: WriteOffStatus, *, at: datetime, rows: Rows) -> bool:
    """Move an open request to its end; tell whether it stands there now."""
    if request.status not in (WriteOffStatus.REQUESTED, status):
        rows.warn(f"{status.value} came late: the request is {request.status}")
        return False
    request.status = status.value
    request.decided_at = request.decided_at or at
    return True


def _say(
    request: WriteOffRequest, *, by: str | None, name: str | None, comment: str | None
) -> None:
    request.decided_by = by or request.decided_by
    request.decided_by_name = name or request.decided_by_name
    request.comment = comment or request.comment
