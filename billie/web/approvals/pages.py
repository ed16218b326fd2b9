"""Pages to read requests: the inbox, and one request with all that a decision needs."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from billie.live import publisher
from billie.staff import approval_queries as queries
from billie.staff.access import may, requires_permission
from billie.staff.approval_kinds import find_kind
from billie.staff.approval_standing import get_standing
from billie.staff.approval_states import ApprovalState
from billie.staff.models import Approval
from billie.web import words
from billie.web.approvals.beside import panels_beside
from billie.web.approvals.forms import InboxFilters, View, WordsForm
from billie.web.approvals.shown import comparison_of, lines_of
from billie.web.keyset import Page, paginate
from billie.web.list_pages import show_list
from billie.web.panel import render_count, render_page

VIEW = "staff.view_approval"
INBOX = "approvals:inbox"
ORDERS = {
    View.WAITING: ["id"],  # the oldest first: it has waited longest
    View.ASKED: ["-id"],
    View.CLOSED: ["-decided_at", "-id"],
}


@requires_permission(VIEW)
def inbox(request: HttpRequest) -> HttpResponse:
    """List requests: what waits, what one asked for oneself, what is closed."""
    live_after = publisher.current_position()
    person = _who(request)
    filters = InboxFilters(request.GET)
    view = View(filters.chosen().get("view", View.WAITING))
    decidable = queries.waiting_for(person)

    def ask(chosen: dict[str, Any], cursor: str | None) -> Page[dict[str, Any]]:
        rows = _rows_of(view, person, chosen.get("kind", ""))
        page = paginate(rows, order=ORDERS[view], cursor=cursor)
        ids = [approval.pk for approval in page.rows]
        theirs = set(decidable.filter(pk__in=ids).values_list("pk", flat=True))
        shown = [_shown(approval, _part(approval, person, theirs)) for approval in page.rows]
        return Page(rows=shown, next_cursor=page.next_cursor, previous_cursor=page.previous_cursor)

    return show_list(
        request,
        template="billie/approvals/inbox.html",
        title="Approvals",
        filters=filters,
        ask=ask,
        view=view,
        views=[(each, each.label, _address(each, filters)) for each in View],
        decidable=decidable.count() if view == View.WAITING else 0,
        live_after=live_after,
        live_url=_without_part(request),
    )


@requires_permission(VIEW)
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request: what, who, why, before and after, and what one can do about it."""
    found = get_or_404(number)
    if "part" in request.GET:
        context = approval_context(request, found)
        return render(request, "billie/approvals/parts.html", context)
    return approval_page(request, found)


@requires_permission(VIEW)
def badge(request: HttpRequest) -> HttpResponse:
    """Return the count beside "Approvals" in the navigation, as it is at this moment."""
    return render_count(request, INBOX)


def approval_page(
    request: HttpRequest, approval: Approval, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return the page of a request; `context` brings a form that was not accepted, and why."""
    live_after = publisher.current_position()
    filled = {**approval_context(request, approval), "live_after": live_after, **context}
    return render_page(request, "billie/approvals/approval.html", filled, status=status)


def approval_context(request: HttpRequest, approval: Approval) -> dict[str, Any]:
    """Return what the page of a request shows."""
    kind = find_kind(approval.kind)
    return {
        "title": approval.title,
        "approval": approval,
        "kind_words": kind.words if kind else approval.kind,
        "amount_words": _amount_words(approval),
        "act_words": kind.words.lower() if kind else "this",
        "standing": get_standing(approval, _who(request), now=timezone.now()),
        "lines": lines_of(approval),
        "wordy": approval.amount is None,
        "comparison": comparison_of(approval),
        "decide_form": WordsForm(),
        "cancel_form": WordsForm(act="cancel"),
        "live_url": reverse("approvals:approval", args=[approval.pk]),
        "may_see_customer": may(request, "servicing.view_customer"),
        "may_see_account": may(request, "servicing.view_loanaccount"),
        "beside": panels_beside(request, approval),
    }


def get_or_404(number: int) -> Approval:
    """Return a request with its people.

    :raises Http404: if there is none with this number
    """
    try:
        return queries.get_approval(approval_id=number)
    except Approval.DoesNotExist:
        raise Http404 from None


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)  # strangers do not come this far


def _rows_of(view: View, person: User, kind: str) -> "QuerySet[Approval]":
    if view == View.ASKED:
        return queries.find_approvals(kind=kind, requester=person)
    if view == View.WAITING:
        return queries.find_approvals(kind=kind, state=ApprovalState.PENDING)
    return queries.find_approvals(kind=kind).exclude(state=ApprovalState.PENDING)


def _address(view: View, filters: InboxFilters) -> str:
    kind = filters.chosen().get("kind", "")
    query = "&".join(
        [f"view={view.value}"] * (view != View.WAITING) + [f"kind={kind}"] * bool(kind)
    )
    return reverse(INBOX) + (f"?{query}" if query else "")


def _without_part(request: HttpRequest) -> str:
    """Return the address of a list as the browser shows it, for the list to be fetched again."""
    kept = request.GET.copy()
    kept.pop("part", None)
    return f"{request.path}?{kept.urlencode()}" if kept else request.path


def _amount_words(approval: Approval) -> str:
    amount = approval.amount
    return "" if amount is None else f"{words.amount(amount)} {approval.currency}"


def _part(approval: Approval, person: User, decidable: set[int]) -> str:
    """Return what somebody has to do with a request, in a word for the template."""
    if approval.pk in decidable:
        return "decides"
    if approval.requester_id == person.pk:
        return "asked"
    return "over" if person.has_perm("staff.decide_approval") else "reads"


def _shown(approval: Approval, part: str) -> dict[str, Any]:
    kind = find_kind(approval.kind)
    words_of_kind = kind.words if kind else approval.kind
    return {"approval": approval, "kind_words": words_of_kind, "part": part}
