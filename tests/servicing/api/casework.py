"""Bodies of casework for the tests of its endpoints."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

PROMISES, FLAGS = "/api/customer/CUS-1/promises", "/api/customer/CUS-1/flags"
ME = "a.operations"


def day(ahead: int) -> str:
    """Return a business day so many days from now."""
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def promise(**changed: Any) -> dict[str, Any]:
    """Return a promise to pay half of what is owed."""
    return {"loanAccountId": "LA-1", "amount": "145.00", "dueDate": day(4), **changed}


def flag(**changed: Any) -> dict[str, Any]:
    """Return a flag that holds from today until it is released."""
    return {"kind": "HARDSHIP", "fromDate": day(0), "reason": "Lost her job.", **changed}


def outcome(**changed: Any) -> dict[str, Any]:
    """Return the outcome of a call that nobody answered."""
    return {"outcome": "NO_ANSWER", "channel": "PHONE", **changed}
