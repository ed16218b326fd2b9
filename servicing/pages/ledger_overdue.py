"""Accounts that are late by the ledger's own reckoning, which may be ahead of the projections."""

from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse

from billie.staff.access import requires_permission
from billie.web.filters import ANY, FilterForm
from ledger.answers import Aging
from ledger.client import LedgerProblem, get_client
from servicing.models import LoanAccount
from servicing.models.loans import ArrearsBucket
from servicing.pages.forms import days
from servicing.pages.ledger_live import render_ledger_page
from servicing.queries.accounts import list_accounts_by_id

VIEW = "ledger.view_ledger"
PAGE_ROWS = 50
LATE_BUCKETS = [
    (bucket.value, bucket.label)
    for bucket in (
        ArrearsBucket.EARLY_ARREARS,
        ArrearsBucket.LATE_ARREARS,
        ArrearsBucket.DEFAULT,
    )
]


class OverdueFilters(FilterForm):
    """How the list can be narrowed."""

    bucket = forms.ChoiceField(label="Arrears bucket", choices=[*ANY, *LATE_BUCKETS])
    min_days = days("Days past due from")
    max_days = days("Days past due to")

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, final = cleaned.get("min_days"), cleaned.get("max_days")
        if first is not None and final is not None and first > final:
            self.add_error("max_days", f"This is before the beginning. Give {first} or more.")
        return cleaned


class OverdueRow(NamedTuple):
    """One late account: what the ledger says, and the account as it is projected, if it is."""

    aging: Aging
    account: LoanAccount | None


@requires_permission(VIEW)
def overdue(request: HttpRequest) -> HttpResponse:
    """List late accounts, a page at a time, as the ledger hands them out."""
    filters = OverdueFilters(request.GET)
    chosen = filters.chosen()
    context: dict[str, Any] = {
        "title": "Overdue accounts",
        "filters": filters,
        "is_filtered": bool(chosen) or not filters.is_valid(),
        "is_first": not request.GET.get("page"),
        "problem": None,
    }
    try:
        found = get_client().get_overdue(
            bucket=chosen.get("bucket", ""),
            min_days=chosen.get("min_days"),
            max_days=chosen.get("max_days"),
            page_size=PAGE_ROWS,
            page_token=request.GET.get("page", ""),
        )
    except LedgerProblem as problem:
        context["problem"] = problem
        return render_ledger_page(request, "servicing/ledger/overdue.html", context)
    known = list_accounts_by_id(row.account_id for row in found.rows)
    context |= {
        "rows": [OverdueRow(row, known.get(row.account_id)) for row in found.rows],
        "total": found.total_count,
        "next_page": found.next_page_token,
        "count_words": f"{len(found.rows)} of {found.total_count} shown.",
    }
    return render_ledger_page(request, "servicing/ledger/overdue.html", context)
