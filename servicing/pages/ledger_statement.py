"""The statement of an account for a period, on screen, and the ways to it as PDF and CSV."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from billie.staff.access import requires_permission
from billie.web.panel import render_page
from ledger.answers import Statement
from ledger.client import LedgerProblem
from ledger.operations.exporting import FileFormat
from ledger.queries.statements import get_statement_view
from servicing.pages.ledger_live import render_ledger_page
from servicing.pages.periods import Period, PeriodForm, this_month, usual_periods
from servicing.queries.accounts import AccountNotKnown, get_account_view

VIEW = "ledger.view_ledger"


@requires_permission(VIEW)
def statement(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Show what happened on an account between two days."""
    try:
        view = get_account_view(loan_account_id=loan_account_id)
    except AccountNotKnown:
        unknown = {"title": "No such account", "loan_account_id": loan_account_id}
        return render_page(request, "servicing/account_not_known.html", unknown, status=404)
    today = timezone.localdate()
    form = PeriodForm(request.GET, otherwise=this_month(today))
    context: dict[str, Any] = {
        "title": "Statement",
        "account": view.account,
        "form": form,
        "usual": usual_periods(today),
        "statement": None,
        "problem": None,
        "back_url": reverse("servicing:account", args=[loan_account_id]),
    }
    if period := form.period():
        try:
            found = get_statement_view(
                loan_account_id=loan_account_id, from_date=period.start, to_date=period.end
            )
        except LedgerProblem as problem:
            context["problem"] = problem
        else:
            context |= {
                "statement": found.statement,
                "other": _other(found.statement),
                **_files(loan_account_id, period),
            }
    return render_ledger_page(request, "servicing/ledger/statement.html", context)


def _other(statement: Statement) -> Decimal:
    """Return by how much the balance changed besides fees that were charged and payments."""
    change = statement.closing_balance - statement.opening_balance
    return change - statement.fees_charged + statement.payments_received


def _files(loan_account_id: str, period: Period) -> dict[str, str]:
    """Return the addresses of the statement as files."""
    address = reverse("ledger-api:statement", args=[loan_account_id])
    asked = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    return {
        f"{kind}_url": f"{address}?{urlencode({**asked, 'format': kind.value})}"
        for kind in FileFormat
    }
