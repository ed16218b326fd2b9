"""A bulk waiver on its way: how far it has come, and what became of each account."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from billie.live import publisher, topics
from billie.staff.access import requires_permission
from billie.web.panel import render_page
from ledger.guards import AccountName, account_names
from ledger.models import BatchRow
from ledger.queries.commands import BatchNotKnown, BatchView, get_batch
from ledger.states import State
from servicing.pages.money.command import VIEW
from servicing.pages.money.rows import name_of

REFRESH_SECONDS = 2
TOLD = {
    State.POSTED: "waived",
    State.AWAITING_APPROVAL: "waiting for approval",
    State.SENDING: "being sent",
    State.UNKNOWN: "not known yet",
    State.DRAFT: "not sent",
    State.REFUSED: "refused",
    "NOT_POSSIBLE": "not possible",
    "TO_DO": "still to do",
}


class ShownRow(NamedTuple):
    """One account of a bulk waiver."""

    row: BatchRow
    name: AccountName


@requires_permission(VIEW)
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show a bulk waiver; with `?part=`, as an open page asks, only how far it has come."""
    live_after = publisher.current_position()
    try:
        view = get_batch(batch_id=number)
    except BatchNotKnown:
        raise Http404 from None
    context = _context(view) | {"live_after": live_after}
    if "part" in request.GET:
        return render(request, "servicing/money/batch_parts.html", context)
    return render_page(request, "servicing/money/batch.html", context)


def _context(view: BatchView) -> dict[str, Any]:
    counts = {name: number for name, number in view.counts.items() if number}
    names = account_names([row.loan_account_id for row in view.rows])
    asked = len(view.rows) - counts.get("TO_DO", 0)
    return {
        "title": f"Bulk waiver {view.batch.pk}",
        "batch": view.batch,
        "requested_by": name_of(view.batch.requested_by),
        "rows": [ShownRow(row, names[row.loan_account_id]) for row in view.rows],
        "counts": [(name, TOLD[name], number) for name, number in counts.items()],
        "asked": asked,
        "total": len(view.rows),
        "percent": asked * 100 // max(len(view.rows), 1),
        "is_finished": view.is_finished,
        "topics": topics.COMMANDS,
        "address": reverse("servicing:waiver-batch", args=[view.batch.pk]),
        "refresh_seconds": "" if view.is_finished else REFRESH_SECONDS,
    }
