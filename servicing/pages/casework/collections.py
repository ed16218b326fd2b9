"""The collections queue: what is in arrears, who has it, and taking it."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from billie.staff.access import may, requires_permission
from billie.web.filters import ANY, FilterForm
from billie.web.list_pages import show_list
from billie.web.panel import render_count
from servicing.models.loans import ArrearsBucket
from servicing.operations.collections import (
    AssigneeNotPossible,
    CaseIsTaken,
    NotInArrears,
    OnlyAssignersAssign,
    assign_case,
    name_of,
)
from servicing.pages.casework.leading import who
from servicing.queries import collections
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.collections import ASSIGN, WORK, QueueFilters, page_collections

VIEW = "servicing.view_collectioncase"
LATE = [one for one in ArrearsBucket.choices if one[0] not in ("current", "closed")]


class QueueFilterForm(FilterForm):
    """How the queue can be narrowed."""

    assigned = forms.ChoiceField(
        label="Who has it",
        choices=[("", "Anybody"), ("mine", "Me"), ("unassigned", "Nobody")],
    )
    due = forms.TypedChoiceField(
        label="Next contact",
        choices=[*ANY, ("yes", "Due today or before")],
        coerce=lambda word: word == "yes",
        empty_value=None,
    )
    promise = forms.ChoiceField(
        label="Promise", choices=[*ANY, ("open", "Open"), ("broken", "Broken")]
    )
    bucket = forms.ChoiceField(label="Arrears bucket", choices=[*ANY, *LATE])


@requires_permission(VIEW)
def queue(request: HttpRequest) -> HttpResponse:
    """List accounts in arrears, the most days past due first."""
    today = timezone.localdate()
    person = cast(User, request.user)
    return show_list(
        request,
        template="servicing/casework/queue.html",
        title="Collections",
        filters=QueueFilterForm(request.GET),
        ask=lambda chosen, cursor: page_collections(
            filters=QueueFilters(**chosen), person=person, today=today, cursor=cursor
        ),
        today=today,
        may_work=may(request, WORK),
    )


@requires_permission(VIEW)
def badge(request: HttpRequest) -> HttpResponse:
    """Return the count beside "Collections" in the navigation, as it is at this moment."""
    return render_count(request, "servicing:collections")


def count_due(person: User) -> int:
    """Return how many accounts of somebody wait for a contact on this business day."""
    return collections.count_due(person=person, today=timezone.localdate())


@requires_permission(WORK)
@require_POST
def assign(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Take an account, give it back, or give it to a colleague; then lead back."""
    chosen = request.POST.get("to", "")
    to = User.objects.filter(username=chosen).first() if chosen else None
    if chosen and to is None:
        messages.warning(request, "Nobody has this username. Choose somebody from the list.")
        return _back(request, loan_account_id)
    try:
        assign_case(
            loan_account_id=loan_account_id, to=to, may_assign=may(request, ASSIGN), **who(request)
        )
    except AccountNotKnown:
        messages.warning(request, "There is no such account.")
        return redirect("servicing:collections")
    except (AssigneeNotPossible, CaseIsTaken, NotInArrears, OnlyAssignersAssign) as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _told(to, cast(User, request.user)))
    return _back(request, loan_account_id)


def _told(to: User | None, person: User) -> str:
    if to is None:
        return "Nobody has this account now."
    return "You have this account now." if to == person else f"{name_of(to)} has this account now."


def _back(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Lead to the page that the form was on, never to another site."""
    wanted: Any = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("servicing:collection", args=[loan_account_id])
    return redirect(wanted)
