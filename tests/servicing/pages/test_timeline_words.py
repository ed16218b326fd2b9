"""How a timeline is told: every milestone has words, and what it says is true."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from servicing.events import CATALOGUE
from servicing.pages.event_words import event_title
from servicing.pages.timeline_words import FINDINGS, TELLERS, tell
from servicing.queries.milestones import MILESTONES, Kind
from servicing.queries.timeline_entries import TimelineEntry

NOON = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def told(typ, **facts):
    """Return how an event of this type with these facts is told."""
    entry = TimelineEntry(
        key="event-1", at=NOON, known_at=NOON, kind=Kind.ACCOUNT, typ=typ, facts=facts
    )
    return tell(entry)


@pytest.mark.parametrize(
    "typ", [typ for typ, event in CATALOGUE.items() if event in MILESTONES], ids=str
)
def test_every_milestone_has_words_of_its_own_and_needs_no_facts(typ):
    assert typ in TELLERS or typ in FINDINGS
    assert told(typ).title


@pytest.mark.parametrize(
    ("typ", "facts", "title", "text"),
    [
        (
            "account.updated.v1",
            {"last_payment_date": date(2026, 3, 2), "current_balance": Decimal("1055.5")},
            "Payment received",
            "Balance 1,055.50",
        ),
        (
            "account.updated.v1",
            {"triggered_by_transaction_type": "LATE_FEE", "current_balance": Decimal(20)},
            "Late fee charged",
            "Balance 20.00",
        ),
        (
            "account.updated.v1",
            {"triggered_by_transaction_type": "FEE_WAIVER", "last_payment_date": date(2026, 3, 2)},
            "Fee waived",
            "",
        ),
        ("account.updated.v1", {"status": "in_arrears"}, "Account is in arrears", ""),
        ("account.updated.v1", {}, "Account updated", ""),
        ("account.status_changed.v1", {"new_status": "paid_off"}, "Account is paid off", ""),
        ("account.status_changed.v1", {"new_status": "FROZEN"}, "Account is frozen", ""),
        (
            "account.closed.v1",
            {"closure_reason": "WRITTEN_OFF"},
            "Loan closed: written off",
            "",
        ),
        (
            "account.schedule.created.v1",
            {"n_payments": 4, "payment_frequency": "weekly"},
            "Repayment schedule set",
            "4 payments, weekly",
        ),
        (
            "loan.aging.updated.v1",
            {"dpd": 1, "bucket": "early_arrears"},
            "1 day past due",
            "Early arrears",
        ),
        ("loan.aging.updated.v1", {"dpd": 0, "bucket": "current"}, "No longer past due", ""),
        (
            "final_credit_decision",
            {"decision": "DECLINED", "reason": "LOW_INCOME", "blocked_until": date(2026, 5, 1)},
            "Application declined",
            "Low income. Blocked until 1 May 2026",
        ),
        ("final_decision", {"outcome": "MAYBE"}, "Decision made", ""),
        (
            "customer.changed.v1",
            {"told": ["email_address", "vulnerable_flag"]},
            "Details updated",
            "Email address, vulnerable flag",
        ),
        (
            "customer.identity.merged.v1",
            {"merged_canonical_id": "CUS-2"},
            "Identities joined",
            "CUS-2",
        ),
    ],
)
def test_what_happened_is_told_in_the_operator_s_words(typ, facts, title, text):
    line = told(typ, **facts)

    assert (line.title, line.text) == (title, text)


def test_an_event_without_words_says_its_type():
    assert told("something.new_here.v2").title == event_title("something.new_here.v2")
