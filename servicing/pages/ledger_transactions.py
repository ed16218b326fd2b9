"""The transactions of an account, live from the ledger, by kind and by day, a page at a time."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from billie.staff.access import may, requires_permission
from billie.web.chips import find_chip
from billie.web.filters import ANY, FilterForm
from billie.web.panel import render_page
from ledger.answers import TransactionType
from ledger.client import LedgerProblem, get_client
from servicing.pages.ledger_live import read_health
from servicing.pages.money.kinds import REVERSAL
from servicing.pages.periods import day_field
from servicing.queries.accounts import AccountNotKnown, get_account_view

VIEW = "ledger.view_ledger"
PAGE_ROWS = 50


class TransactionFilters(FilterForm):
    """How the list can be narrowed."""

    kind = forms.TypedChoiceField(label="Kind", coerce=TransactionType, empty_value=None)
    from_date = day_field("From")
    to_date = day_field("To")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)  # noqa: S101 - for the type checker
        known = [one for one in TransactionType if one is not TransactionType.UNSPECIFIED]
        kind.choices = [*ANY, *((one, find_chip("transaction_type", one).label) for one in known)]

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, final = cleaned.get("from_date"), cleaned.get("to_date")
        if first and final and first > final:
            self.add_error("to_date", "This is before the beginning. Give a later day.")
        return cleaned


@requires_permission(VIEW)
def transactions(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """List the postings of an account, the newest first."""
    try:
        view = get_account_view(loan_account_id=loan_account_id)
    except AccountNotKnown:
        unknown = {"title": "No such account", "loan_account_id": loan_account_id}
        return render_page(request, "servicing/account_not_known.html", unknown, status=404)
    filters = TransactionFilters(request.GET)
    chosen = filters.chosen()
    context: dict[str, Any] = {
        "title": "Transactions",
        "account": view.account,
        "filters": filters,
        "is_filtered": bool(chosen) or not filters.is_valid(),
        "health": read_health(),
        "back_url": reverse("servicing:account", args=[loan_account_id]),
        "reversal_url": _reversal_url(request, loan_account_id),
        "problem": None,
    }
    try:
        found = get_client().get_transactions(
            loan_account_id=loan_account_id,
            limit=PAGE_ROWS,
            type=chosen.pop("kind", None),
            **chosen,
        )
    except LedgerProblem as problem:
        context["problem"] = problem
    else:
        context |= {"rows": found.rows, "total": found.total_count}
    return render_page(request, "servicing/ledger/transactions.html", context)


def _reversal_url(request: HttpRequest, loan_account_id: str) -> str:
    """Return where a transaction is taken back, empty for those who may not."""
    if not may(request, REVERSAL.permission):
        return ""
    return reverse(REVERSAL.route, args=[loan_account_id])
