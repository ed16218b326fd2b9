"""Live figures from the ledger for pages, under one deadline, so that no page waits for long."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from billie.web.panel import render_page
from ledger.answers import Balance
from ledger.client import Health, get_client
from servicing.models import LoanAccount
from servicing.pages.owing import Owing, live, projected

AT_ONCE_SECONDS = 0.05
"""How long a page waits for live figures before it shows projected ones and asks again itself."""

PATIENT_SECONDS = 1.0
"""How long the second question waits, which nobody waits for."""


def read_owing(
    accounts: Iterable[LoanAccount], *, within_seconds: float = PATIENT_SECONDS
) -> dict[str, Owing]:
    """Return what is owed on each account; asks the ledger for all of them at once."""
    rows = {account.pk: account for account in accounts}
    answers = get_client().get_balances(loan_account_ids=list(rows), within_seconds=within_seconds)
    return {
        key: live(found) if isinstance(found := answers[key], Balance) else projected(row)
        for key, row in rows.items()
    }


def render_ledger_page(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Return a page with the banner of a ledger that does not answer.

    Its health is asked for last, as a question that has just failed shows in it.
    """
    return render_page(request, template, {**context, "health": read_health()})


def read_health() -> Health:
    """Return how well the ledger answers, as known within seconds."""
    return get_client().health()
