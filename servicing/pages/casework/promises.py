"""Taking a promise to pay, and cancelling one: a page each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billie.staff.access import requires_permission
from billie.web import words
from billie.web.panel import render_page
from servicing.operations.once import KeyWasUsed
from servicing.operations.promised import CANNOT_BE_PAID, Promised
from servicing.operations.promises import (
    PromiseIsOpen,
    PromiseIsSettled,
    PromiseRefused,
    cancel_promise,
    take_promise,
)
from servicing.pages.casework.forms import CancelForm, PromiseForm
from servicing.pages.casework.leading import NOT_ACCEPTED, frame, to_customer, who
from servicing.pages.customer import not_known
from servicing.queries.customers import CustomerNotKnown, CustomerView, get_customer_view
from servicing.queries.promises import PromiseNotKnown, PromiseView, get_promise

METHODS = ["GET", "HEAD", "POST"]


@requires_permission("servicing.add_promisetopay")
@require_http_methods(METHODS)
def take(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Show the form of a promise and keep it, or show what is wrong with it."""
    try:
        view = get_customer_view(customer_id=customer_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    chosen_id = request.POST.get("loan_account_id") or request.GET.get("account", "")
    accounts = [row for row in view.accounts if row.account_status not in CANNOT_BE_PAID]
    if not accounts:
        messages.warning(request, "There is no loan on which something could be promised.")
        return to_customer(customer_id, chosen_id)
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        accounts=accounts,
        chosen_id=chosen_id,
        today=timezone.localdate(),
    )
    if form.is_bound and form.is_valid() and _is_taken(request, customer_id, form):
        amount = words.amount(form.cleaned_data["amount"])
        messages.success(request, f"Promise of {amount} taken.")
        return to_customer(customer_id, chosen_id)
    context = {"title": "Take a promise to pay", "form": form, **frame(view, chosen_id)}
    status = NOT_ACCEPTED if form.is_bound else 200
    return render_page(request, "servicing/casework/promise.html", context, status=status)


@requires_permission("servicing.cancel_promisetopay")
@require_http_methods(METHODS)
def cancel(request: HttpRequest, customer_id: str, promise_id: int) -> HttpResponse:
    """Ask why a promise is cancelled, and cancel it."""
    try:
        view = get_customer_view(customer_id=customer_id)
        promised = get_promise(promise_id=promise_id, today=timezone.localdate())
    except CustomerNotKnown:
        return not_known(request, customer_id)
    except PromiseNotKnown:
        messages.warning(request, "There is no such promise of this customer.")
        return to_customer(customer_id)
    chosen_id = promised.promise.loan_account_id
    if promised.promise.customer_id not in (customer_id, *view.merged_ids) or not promised.is_open:
        messages.warning(request, "This promise is not open any more.")
        return to_customer(customer_id, chosen_id)
    form = CancelForm(request.POST if request.method == "POST" else None, auto_id="cancel-%s")
    if form.is_bound and form.is_valid() and _is_cancelled(request, promised, form):
        return to_customer(customer_id, chosen_id)
    return _cancel_page(request, view, promised, form)


def _is_taken(request: HttpRequest, customer_id: str, form: PromiseForm) -> bool:
    promised = Promised(**form.cleaned_data)
    try:
        take_promise(
            promised=promised,
            customer_id=customer_id,
            once=request.POST.get("once", ""),
            **who(request),
        )
    except PromiseRefused as refused:
        form.refuse(refused.fields)
    except (PromiseIsOpen, KeyWasUsed) as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _is_cancelled(request: HttpRequest, promised: PromiseView, form: CancelForm) -> bool:
    """Cancel it; what was settled in the meantime is told on the page that follows."""
    reason = form.cleaned_data["reason"]
    try:
        cancel_promise(promise_id=promised.promise.pk, reason=reason, **who(request))
    except PromiseIsSettled as settled:
        messages.warning(request, str(settled))
    else:
        messages.success(request, "Promise cancelled.")
    return True


def _cancel_page(
    request: HttpRequest, view: CustomerView, promised: PromiseView, form: CancelForm
) -> HttpResponse:
    account_id = promised.promise.loan_account_id
    account = next((row for row in view.accounts if row.pk == account_id), account_id)
    context: dict[str, Any] = {
        "title": "Cancel promise",
        "promised": promised,
        "account": account,
        "form": form,
        **frame(view, account_id),
    }
    status = NOT_ACCEPTED if form.is_bound else 200
    return render_page(request, "servicing/casework/promise_cancel.html", context, status=status)
