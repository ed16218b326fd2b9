"""Acting on a payment: first what it means, then the act under its own name."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billers.models import BillerTransaction
from billers.operations import alarms
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.looking_again import look_again as ask_again
from billers.operations.resolving import request_resolution
from billers.operations.retrying import cancel_payment, retry_payment
from billers.operations.reversing import request_reversal
from billers.operations.task_names import ADVANCE
from billers.pages.forms import ActForm, FoundForm, ResolutionForm, ReversalForm, WhyForm
from billers.pages.outcomes import amount_of
from billers.pages.people import who
from billers.pages.possible import CANCEL, CLOSE_ALARM, LOOK_AGAIN, RESOLVE, RETRY, REVERSE, Act
from billers.queries.payments import PaymentNotKnown, get_payment
from billie.enqueueing import enqueue
from billie.staff.access import requires_permission
from billie.staff.approval_refusals import ApprovalRefused
from billie.web.panel import forget_counts, render_page


@requires_permission(RETRY.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def retry(request: HttpRequest, number: str) -> HttpResponse:
    """Show what trying again means, and try again when told to."""
    payment = get_or_404(number)
    if why_not := choices_of(payment).retry:
        return refuse(request, payment, why_not)
    if request.method != "POST":
        return confirm(request, RETRY, payment)
    try:
        retry_payment(payment_id=payment.pk, by=who(request), now=timezone.now())
    except NotPossible as changed:
        return refuse(request, payment, str(changed))
    enqueue(ADVANCE, payment_id=payment.pk)
    return done(request, payment, f"{payment.number} is tried again, with new references.")


@requires_permission(CANCEL.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why a payment is taken back, and take it back."""
    words = f"{number} cancelled. Nothing was paid."
    return ask_and_act(request, CANCEL, number, form=WhyForm, do=cancel_payment, words=words)


@requires_permission(RESOLVE.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what happened, and ask a second person to agree."""
    words = "Asked for. It is settled when a second person agrees."
    return ask_and_act(
        request, RESOLVE, number, form=ResolutionForm, do=request_resolution, words=words
    )


@requires_permission(REVERSE.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why a paid bill is to be taken back, and ask a second person to agree."""
    words = "Asked for. Nothing is sent to the biller before a second person agrees."
    return ask_and_act(
        request, REVERSE, number, form=ReversalForm, do=request_reversal, words=words
    )


@requires_permission(CLOSE_ALARM.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def close_alarm(request: HttpRequest, number: str) -> HttpResponse:
    """Ask what was found behind an alarm, and close it."""
    words = "The alarm is closed. What was found is kept in the story."
    return ask_and_act(
        request, CLOSE_ALARM, number, form=FoundForm, do=alarms.close_alarm, words=words
    )


@requires_permission(LOOK_AGAIN.permission)
@require_POST
def look_again(request: HttpRequest, number: str) -> HttpResponse:
    """Let a worker look into an unknown payment now, and not only when it is due."""
    payment = get_or_404(number)
    try:
        ask_again(payment_id=payment.pk, by=who(request), now=timezone.now())
    except NotPossible as known:
        return refuse(request, payment, str(known))
    enqueue(ADVANCE, payment_id=payment.pk)
    return done(request, payment, "Looked into again now. What is found shows up here.")


def ask_and_act(
    request: HttpRequest,
    act: Act,
    number: str,
    *,
    form: type[ActForm],
    do: Callable[..., object],
    words: str,
) -> HttpResponse:
    """Show what an act means and what its form wants; do it once that is there, and say `words`.

    `do` is the operation; it is given what the form asked for by the same names.
    """
    payment = get_or_404(number)
    if why_not := getattr(choices_of(payment), act.slug):
        return refuse(request, payment, why_not)
    asked = form(request.POST if request.method == "POST" else None, payment=payment)
    if not asked.is_valid():
        return confirm(request, act, payment, form=asked)
    try:
        do(payment_id=payment.pk, by=who(request), now=timezone.now(), **asked.cleaned_data)
    except NotPossible as changed:
        return refuse(request, payment, str(changed))
    except ApprovalRefused as refused:
        asked.add_error(None, f"{refused} {refused.next_step}")
        return confirm(request, act, payment, form=asked)
    return done(request, payment, words)


def get_or_404(number: str) -> BillerTransaction:
    """Return a payment.

    :raises Http404: if there is none with this number
    """
    try:
        return get_payment(number=number)
    except PaymentNotKnown:
        raise Http404 from None


def confirm(
    request: HttpRequest, act: Act, payment: BillerTransaction, *, form: forms.Form | None = None
) -> HttpResponse:
    """Show what an act means for a payment, with what its form wants."""
    context: dict[str, Any] = {
        "title": f"{act.label}: {payment.number}",
        "act": act,
        "payment": payment,
        "amount": amount_of(payment),
        "form": form,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render_page(request, f"billers/{act.slug}.html", context, status=status)


def refuse(request: HttpRequest, payment: BillerTransaction, why_not: str) -> HttpResponse:
    """Lead back to a payment, and say why nothing was done."""
    messages.warning(request, f"{why_not} Nothing was done.")
    return redirect("billers:transaction", payment.number)


def done(request: HttpRequest, payment: BillerTransaction, words: str) -> HttpResponse:
    """Lead back to a payment, and say what was done."""
    forget_counts()
    messages.success(request, words)
    return redirect("billers:transaction", payment.number)
