"""Where the payments that a list shows can be taken away as a file."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from billers.queries.payments import PaymentFilters
from billie.staff.access import may

EXPORT = "billers.export_payments"
PARAMETERS = {
    "biller_type": "billerType",
    "status": "status",
    "outcome": "outcome",
    "from_date": "from",
    "to_date": "to",
    "from_amount": "minAmount",
    "to_amount": "maxAmount",
    "initiated_by": "initiatedBy",
    "needs_attention": "needsAttention",
    "search": "q",
}
"""How the interface for programs calls each filter of the list."""


def export_url(request: HttpRequest, filters: PaymentFilters) -> str:
    """Return where what is filtered is exported; empty for who may not, or without such a door."""
    if not may(request, EXPORT):
        return ""
    try:
        address = reverse("billers-api:export")
    except NoReverseMatch:
        return ""
    query = export_query(filters)
    return f"{address}?{query}" if query else address


def export_query(filters: PaymentFilters) -> str:
    """Return the filters that were set, in the words of the interface for programs."""
    given = {name: getattr(filters, field) for field, name in PARAMETERS.items()}
    return urlencode(
        {name: _word(value) for name, value in given.items() if value not in (None, "")}
    )


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
