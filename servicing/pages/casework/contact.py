"""One account in arrears: whom to call, what was agreed, and what came of a contact."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from billie.staff.access import may, requires_permission
from billie.web.panel import render_page
from servicing.models.casework.collections import ContactOutcome
from servicing.models.casework.flags import FlagKind
from servicing.operations.collections import NotInArrears
from servicing.operations.contacts import Contacted, OutcomeRefused, record_outcome
from servicing.operations.notes import NoteRefused
from servicing.operations.once import KeyWasUsed
from servicing.operations.promised import Promised
from servicing.operations.promises import PromiseIsOpen
from servicing.pages.casework.collections import VIEW
from servicing.pages.casework.forms import OutcomeForm
from servicing.pages.casework.leading import NOT_ACCEPTED, who
from servicing.pages.customer_casework import until_day
from servicing.pages.note_form import mint_key
from servicing.pages.phones import spoken_phone
from servicing.queries.accounts import AccountNotKnown
from servicing.queries.collections import ASSIGN, WORK, CaseView, get_case_view, list_collectors
from servicing.queries.customers import CustomerNotKnown
from servicing.queries.flags import until_words

WORST = (FlagKind.STOP_CONTACT, FlagKind.HARDSHIP)
PROMISED = ("amount", "due_date", "grace_days")


@requires_permission(VIEW)
def collection(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Show an account in arrears with its contacts and the form for the next."""
    try:
        view = get_case_view(loan_account_id=loan_account_id, today=timezone.localdate())
    except AccountNotKnown:
        return _not_known(request, loan_account_id)
    return _page(request, view, _form(view))


@requires_permission(WORK)
@require_POST
def write_down(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Keep what came of a contact, or show the page again with what is wrong."""
    try:
        view = get_case_view(loan_account_id=loan_account_id, today=timezone.localdate())
    except AccountNotKnown:
        return _not_known(request, loan_account_id)
    form = _form(view, request.POST)
    if form.is_valid() and _is_kept(request, view, form):
        messages.success(request, "Outcome written down.")
        return redirect("servicing:collection", loan_account_id)
    return _page(request, view, form, status=NOT_ACCEPTED)


def _form(view: CaseView, data: Any = None) -> OutcomeForm:
    return OutcomeForm(
        data,
        account=view.row.account,
        today=timezone.localdate(),
        contact_stopped=view.row.is_contact_stopped,
    )


def _is_kept(request: HttpRequest, view: CaseView, form: OutcomeForm) -> bool:
    account_id = view.row.account.pk
    try:
        record_outcome(
            loan_account_id=account_id,
            contacted=_contacted(account_id, dict(form.cleaned_data)),
            once=request.POST.get("once", ""),
            **who(request),
        )
    except OutcomeRefused as refused:
        form.refuse(refused.fields)
    except NoteRefused as refused:
        form.add_error(refused.field, str(refused))
    except CustomerNotKnown:
        form.add_error(None, "It is not known yet whose loan this is. Wait for its customer.")
    except (KeyWasUsed, NotInArrears, PromiseIsOpen) as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _contacted(loan_account_id: str, said: dict[str, Any]) -> Contacted:
    promise = {name: said.pop(name) for name in PROMISED}
    promised = None
    if said["outcome"] == ContactOutcome.PROMISE:
        promised = Promised(loan_account_id=loan_account_id, **promise)
    return Contacted(**said, promised=promised)


def _page(
    request: HttpRequest, view: CaseView, form: OutcomeForm, *, status: int = 200
) -> HttpResponse:
    row, today = view.row, timezone.localdate()
    person = cast(User, request.user)
    customer = row.account.customer
    holder = row.case.assigned_to if row.case else None
    may_work = may(request, WORK) and row.account.is_in_arrears
    may_assign = may_work and may(request, ASSIGN)
    context = {
        "title": row.customer_name or f"Account {row.account}",
        "row": row,
        "account": row.account,
        "holder": holder,
        "is_mine": holder == person,
        "contacts": view.contacts,
        "phone": spoken_phone(customer.mobile_phone_number) if customer else "",
        "flag_words": [
            (row.flags[kind], until_words(row.flags[kind])) for kind in WORST if kind in row.flags
        ],
        "promise_until": until_day(row.promise.promise.due_date, today) if row.promise else "",
        "next_contact": _next_contact(view),
        "form": form if may_work else None,
        "once": mint_key(),
        "may_work": may_work,
        "may_set_flags": may(request, "servicing.add_customerflag"),
        "collectors": list_collectors() if may_assign else [],
    }
    return render_page(request, "servicing/casework/collection.html", context, status=status)


def _next_contact(view: CaseView) -> str:
    day = view.row.case.next_contact_date if view.row.case else None
    return until_day(day, timezone.localdate()) if day else ""


def _not_known(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    unknown = {"title": "No such account", "loan_account_id": loan_account_id}
    return render_page(request, "servicing/account_not_known.html", unknown, status=404)
