"""What the stories of approvals begin with: a kind of request of the tests, and one request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from billie.staff import approvals
from billie.staff.approval_content import Shown, ShownRow
from billie.staff.approval_kinds import (
    ApprovalKind,
    FactsNotReadable,
    forget_kind,
    register_kind,
)
from billie.staff.approvals import request_approval
from billie.staff.models import Approval, AuditEntry

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WORDS = "Checked with the trustee."
OWED = Decimal("812.50")


def write_off_of(owed: Decimal) -> Shown:
    """Return what writing off an amount shows."""
    rows = [
        ShownRow("Principal", owed, Decimal("0.00")),
        ShownRow("Fees", Decimal("0.00"), Decimal("0.00")),
        ShownRow("Status", "Active", "Written off"),
    ]
    return Shown(rows, "AUD")


@dataclass
class Desk:
    """A kind of request with a subject that can change, and a diary of what it was told."""

    owed: Decimal = OWED
    is_readable: bool = True
    diary: list[str] = field(default_factory=list)

    def read_facts(self, approval: Approval) -> Shown:
        """Return what would be shown now."""
        if not self.is_readable:
            raise FactsNotReadable("The ledger cannot be reached.", "Try again in a minute.")
        return write_off_of(self.owed)

    def kind(self, **changes: Any) -> ApprovalKind:
        """Return the kind; `changes` are its fields."""
        facts: dict[str, Any] = {
            "code": "TEST_WRITE_OFF",
            "words": "Write off",
            "permission": "ledger.approve_money",
            "read_facts": lambda approval: self.read_facts(approval),
            "on_approved": lambda approval: self.diary.append(f"approved {approval.state}"),
            "on_closed": lambda approval: self.diary.append(f"closed {approval.state}"),
            "after_approved": lambda approval: self.diary.append(f"after {approval.state}"),
        }
        return ApprovalKind(**{**facts, **changes})


@contextmanager
def open_desk(**changes: Any) -> Iterator[Desk]:
    """Register the kind for one test."""
    desk = Desk()
    kind = desk.kind(**changes)
    register_kind(kind)
    try:
        yield desk
    finally:
        forget_kind(kind.code)


def asked(requester: User, **changes: Any) -> Approval:
    """Return a request of somebody's to write off a loan."""
    facts: dict[str, Any] = {
        "kind": "TEST_WRITE_OFF",
        "subject": ("loan account", "ACC-1"),
        "title": "Write off 812.50 AUD on account 1000-1",
        "link": "/servicing/customers/CUS-1?account=ACC-1",
        "reason": "The customer is bankrupt.",
        "shown": write_off_of(OWED),
        "requester": requester,
        "now": NOW,
        "amount": OWED,
        "currency": "AUD",
        "customer_id": "CUS-1",
        "loan_account_id": "ACC-1",
    }
    return request_approval(**{**facts, **changes})


def approve(approval: Approval, by: User, **changes: Any) -> Approval:
    """Approve a request as it is shown; `changes` are arguments of the engine's `approve`."""
    facts: dict[str, Any] = {"words": WORDS, "seen": approval.content_hash, "now": LATER}
    return approvals.approve(approval_id=approval.pk, by=by, **{**facts, **changes})


def trail(approval: Approval) -> list[str]:
    """Return who did what to a request, as the audit trail has it."""
    entries = AuditEntry.objects.filter(subject_type="approval", subject_id=str(approval.pk))
    return [f"{entry.actor_name} {entry.action}" for entry in entries.order_by("id")]
