"""Showing a prepaid token: in the answer to a form alone, never in an address, kept by nobody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from billers.models import BillerTransaction
from billers.operations.choosing import NotPossible, choices_of
from billers.operations.fetching_tokens import TokenNotTold, fetch_tokens
from billers.operations.revealing import (
    ReasonMissing,
    ReasonTellsToken,
    Revealed,
    reveal_tokens,
)
from billers.pages.outcomes import amount_of
from billers.pages.people import name_of, who
from billers.pages.possible import FETCH_TOKEN, SHOW_TOKEN
from billers.pages.reveals import masked_tokens, told_of_reveals
from billers.queries.payments import PaymentNotKnown, PaymentView, get_payment_view
from billie.staff.access import requires_permission
from billie.web.fields import words_field
from billie.web.panel import render_page
from billie.web.words import grouped


class AgainForm(forms.Form):
    """Why a token that was shown before is shown again."""

    why = words_field(
        "Reason",
        required="Say why the token is shown again, such as: the paper jammed.",
        help_text="Kept with the payment. Leave the token itself out of it.",
    )


class FirstForm(forms.Form):
    """Nothing to fill in: a token that nobody has seen is shown for the asking."""

    why = forms.CharField(required=False, widget=forms.HiddenInput)


@requires_permission(SHOW_TOKEN.permission)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_token(request: HttpRequest, number: str) -> HttpResponse:
    """Say what showing a token means, and show it when told to."""
    view = _view(number)
    if why_not := choices_of(view.payment).reveal_token:
        return _back(request, view.payment, f"{why_not} Nothing was shown.")
    form = (AgainForm if view.reveals else FirstForm)(
        request.POST if request.method == "POST" else None
    )
    if not form.is_valid():
        return _ask(request, view, form)
    try:
        shown = reveal_tokens(
            payment_id=view.payment.pk,
            by=who(request),
            now=timezone.now(),
            why=form.cleaned_data["why"],
        )
    except NotPossible as changed:
        return _back(request, view.payment, f"{changed} Nothing was shown.")
    except (ReasonMissing, ReasonTellsToken) as refused:
        return _ask_again(request, number, refused)
    return _show(request, shown)


@requires_permission(FETCH_TOKEN.permission)
@require_POST
def fetch_token(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the biller for a token that never came; nothing is bought by asking."""
    payment = _view(number).payment
    try:
        fetch_tokens(payment_id=payment.pk, by=who(request), clock=timezone.now)
    except (NotPossible, TokenNotTold) as not_told:
        return _back(request, payment, f"{not_told} Nothing was bought.")
    messages.success(request, "The token is here now. Nothing was bought again.")
    return redirect("billers:transaction", payment.number)


def _view(number: str) -> PaymentView:
    try:
        return get_payment_view(number=number)
    except PaymentNotKnown:
        raise Http404 from None


def _ask(request: HttpRequest, view: PaymentView, form: forms.Form) -> HttpResponse:
    payment = view.payment
    context: dict[str, Any] = {
        "title": f"{'Show token again' if view.reveals else 'Show token'}: {payment.number}",
        "act": SHOW_TOKEN,
        "payment": payment,
        "amount": amount_of(payment),
        "masked": masked_tokens(payment),
        "shown": told_of_reveals(view.reveals),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "billers/reveal_token.html", context, status=status)


def _ask_again(request: HttpRequest, number: str, refused: Exception) -> HttpResponse:
    """Say what is wrong with a reason; what was typed may tell the token and is not shown."""
    form = AgainForm({})
    form.full_clean()
    form.errors["why"] = form.error_class([str(refused)])
    return _ask(request, _view(number), form)


def _show(request: HttpRequest, shown: Revealed) -> HttpResponse:
    payment = shown.payment
    context = {
        "title": f"Token of {payment.number}",
        "payment": payment,
        "by": name_of(payment.initiated_by),
        "tokens": [grouped(token) for token in shown.tokens],
        "reveal": shown.reveal,
        "shown_by": name_of(shown.reveal.by),
    }
    answer = render_page(request, "billers/token.html", context)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _back(request: HttpRequest, payment: BillerTransaction, words: str) -> HttpResponse:
    messages.warning(request, words)
    return redirect("billers:transaction", payment.number)
