"""Accounts in arrears for the tests of collections, and words to work on them with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from servicing.models import CollectionCase, CollectionContact, Customer, LoanAccount
from servicing.operations.collections import assign_case
from servicing.operations.contacts import Contacted, record_outcome
from servicing.operations.promised import Promised

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # noon in Sydney
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def late_account(number: int, days: int = 12, **changed: Any) -> LoanAccount:
    """Make an account in arrears, and its customer."""
    Customer.objects.get_or_create(
        customer_id=f"CUS-{number}", defaults={"full_name": f"Person {number}"}
    )
    values = {
        "customer_id": f"CUS-{number}",
        "account_number": f"400{number}",
        "account_status": "in_arrears",
        "is_in_arrears": True,
        "days_past_due": days,
        "arrears_bucket": "early_arrears" if days <= 30 else "late_arrears",
        "total_overdue": Decimal("145.00"),
        "current_balance": Decimal("435.00"),
        **changed,
    }
    return LoanAccount.objects.create(loan_account_id=f"LA-{number}", **values)


def take(person: User, account: str = "LA-1", **changed: Any) -> CollectionCase:
    """Take an account for oneself."""
    asked = {"to": person, "by": person, "may_assign": False, "now": NOW, **changed}
    return assign_case(loan_account_id=account, **asked)


def write_down(
    person: User, outcome: str = "NO_ANSWER", account: str = "LA-1", **changed: Any
) -> CollectionContact:
    """Write down what came of a call."""
    around: dict[str, Any] = {"by": person, "now": NOW, "once": ""}
    said: dict[str, Any] = {"outcome": outcome, "channel": "PHONE"}
    said |= {name: value for name, value in changed.items() if name not in around}
    around |= {name: value for name, value in changed.items() if name in around}
    return record_outcome(loan_account_id=account, contacted=Contacted(**said), **around)


def promised(amount: str = "145.00", account: str = "LA-1") -> Promised:
    """Return a promise to pay by Friday."""
    return Promised(
        loan_account_id=account, amount=Decimal(amount), due_date=date(2026, 3, 6), grace_days=2
    )
