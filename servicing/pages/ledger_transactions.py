"""The transactions of an account, live from the ledger, by kind and by day, a page at a time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from billie.staff.access import may, requires_permission
from billie.web.chips import find_chip
from billie.web.fields import day_field
from billie.web.filters import ANY, FilterForm
from billie.web.keyset import CursorNotValid
from billie.web.panel import render_page
from ledger.answers import TransactionType
from ledger.client import LedgerProblem
from ledger.queries.transactions import PeriodTooLong, TransactionFilters, page_transactions
from servicing.models import LoanAccount
from servicing.pages.ledger_live import render_ledger_page
from servicing.pages.money.kinds import REVERSAL
from servicing.queries.accounts import AccountNotKnown, get_account_view

VIEW = "ledger.view_ledger"


class TransactionFilterForm(FilterForm):
    """How the list can be narrowed."""

    type = forms.TypedChoiceField(label="Kind", coerce=TransactionType, empty_value=None)
    from_date = day_field("From")
    to_date = day_field("To")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        kind = self.fields["type"]
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
    try:
        return _page(request, view.account)
    except CursorNotValid as problem:
        messages.warning(request, str(problem))
        return redirect("servicing:transactions", loan_account_id)


def _page(request: HttpRequest, account: LoanAccount) -> HttpResponse:
    form = TransactionFilterForm(request.GET)
    filters = TransactionFilters(**form.chosen())
    context: dict[str, Any] = {
        "title": "Transactions",
        "account": account,
        "filters": form,
        "is_filtered": filters.are_set or not form.is_valid(),
        "back_url": reverse("servicing:account", args=[account.pk]),
        "reversal_url": _reversal_url(request, account.pk),
    }
    try:
        context["page"] = page_transactions(
            loan_account_id=account.pk, filters=filters, cursor=request.GET.get("cursor")
        )
    except LedgerProblem as problem:
        context["problem"] = problem
    except PeriodTooLong:
        context["is_too_long"] = True
    return render_ledger_page(request, "servicing/ledger/transactions.html", context)


def _reversal_url(request: HttpRequest, loan_account_id: str) -> str:
    """Return where a transaction is taken back, empty for those who may not."""
    if not may(request, REVERSAL.permission):
        return ""
    return reverse(REVERSAL.route, args=[loan_account_id])
