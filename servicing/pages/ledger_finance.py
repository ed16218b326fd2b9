"""The finance page: all loans together, and the general ledger within a period."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from billie.staff.access import requires_permission
from ledger.answers import Movements
from ledger.client import LedgerProblem, get_client
from servicing.pages.ledger_live import render_ledger_page
from servicing.pages.periods import Period, PeriodForm, this_month, usual_periods

VIEW = "ledger.view_finance"


class Check(NamedTuple):
    """One check of the books: two sums that have to be equal."""

    title: str
    customers: Any
    portfolio: Any
    matches: bool
    difference: Any


@requires_permission(VIEW)
def finance(request: HttpRequest) -> HttpResponse:
    """Show the portfolio, the movements of a period, and whether the books agree."""
    today = timezone.localdate()
    form = PeriodForm(request.GET, otherwise=this_month(today))
    context: dict[str, Any] = {
        "title": "Finance",
        "form": form,
        "usual": usual_periods(today),
        "currency": settings.LOAN_CURRENCY,
        "portfolio": None,
        "books": None,
        "problem": None,
    }
    try:
        context["portfolio"] = get_client().get_portfolio()
        if period := form.period():
            context |= _books(period)
    except LedgerProblem as problem:
        context["problem"] = problem
    return render_ledger_page(request, "servicing/ledger/finance.html", context)


def _books(period: Period) -> dict[str, Any]:
    books = get_client().get_reconciliation(period_start=period.start, period_end=period.end)
    integrity = books.integrity
    pairs = (
        (
            "Principal",
            integrity.customer_principal_sum,
            integrity.portfolio_principal,
            integrity.principal_match,
        ),
        ("Fees", integrity.customer_fee_sum, integrity.portfolio_fees, integrity.fee_match),
    )
    checks = [Check(title, mine, all_, ok, mine - all_) for title, mine, all_, ok in pairs]
    return {
        "books": books,
        "movements": _movement_lines(books.principal_receivable, books.fees_receivable),
        "checks": checks,
        "is_sound": all(check.matches and not check.difference for check in checks),
    }


def _movement_lines(principal: Movements, fees: Movements) -> list[tuple[str, Any, Any]]:
    """Return the two receivables beside each other, line by line."""
    names = {
        "opening_balance": "Opening balance",
        "disbursements": "Disbursements",
        "establishment_fees": "Establishment fees",
        "late_fees": "Late fees",
        "dishonour_fees": "Dishonour fees",
        "repayments": "Repayments",
        "fee_waivers": "Fee waivers",
        "write_offs": "Write-offs",
        "adjustments": "Adjustments",
        "closing_balance": "Closing balance",
    }
    return [
        (label, getattr(principal, name), getattr(fees, name)) for name, label in names.items()
    ]
