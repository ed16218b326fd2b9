"""How each step of a payment is shown."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from billers.models import BillerTransaction
from billers.operations.intents import PaymentIntent
from billers.operations.requesting import AlreadyPaid
from billers.pages.paying.forms import AccountForm, DetailsForm
from billers.pages.paying.funds import find_funds
from billers.pages.paying.keys import Seen
from billers.pages.paying.visit import Visit
from billers.pages.paying.ways import Way, list_choices
from billie.staff.access import may
from billie.web import words
from billie.web.panel import render_page

STEPS = ("Account", "Amount", "Review", "Result")
NOT_ACCEPTED = 422


def address_of(payment: BillerTransaction) -> str:
    """Return where the story of a payment is."""
    return reverse("billers:transaction", args=[payment.number])


def choose(request: HttpRequest, way: Way) -> HttpResponse:
    """Show who can be paid: everybody on the first page, else those of one way."""
    chosen = [(each, config) for each, config in list_choices() if each is way or not way.slug]
    context = {
        "title": way.title,
        "choices": chosen,
        "steps": STEPS,
        "step": 1,
        "may_look_up": may(request, "billers.look_up_bill"),
    }
    return render_page(request, "billers/paying/choose.html", context)


def ask_account(visit: Visit, form: AccountForm) -> HttpResponse:
    """Ask whose bill it is."""
    return _render(visit, "account", form, step=1)


def ask_details(visit: Visit, seen: Seen, form: DetailsForm) -> HttpResponse:
    """Show what the biller says, and ask how much or which."""
    return _render(visit, "details", form, step=2, seen=seen)


def review(visit: Visit, seen: Seen, form: DetailsForm, intent: PaymentIntent) -> HttpResponse:
    """Show all of it once more before it is paid."""
    funds = find_funds(visit, intent)
    return _render(visit, "review", form, step=3, seen=seen, intent=intent, funds=funds)


def ask_twice(visit: Visit, seen: Seen, form: DetailsForm, paid: AlreadyPaid) -> HttpResponse:
    """Show the first payment of the same bill, and ask whether a second one is meant."""
    intent = visit.intent(seen, form)
    return _render(
        visit,
        "twice",
        form,
        step=3,
        status=409,
        seen=seen,
        intent=intent,
        first=paid.first,
        first_url=address_of(paid.first),
    )


def _render(
    visit: Visit,
    name: str,
    form: AccountForm | DetailsForm,
    *,
    step: int,
    status: int = 0,
    seen: Seen | None = None,
    **more: Any,
) -> HttpResponse:
    intent: PaymentIntent | None = more.get("intent")
    context = {
        "title": f"{visit.way.title}: {visit.config.display_name}",
        "way": visit.way,
        "biller": visit.config,
        "form": form,
        "form_url": visit.address,
        "steps": STEPS,
        "step": step,
        "seen": seen,
        "sealed": visit.sealed(seen) if seen else "",
        "balance": Decimal(seen.balance) if seen and seen.balance else None,
        "owed": Decimal(seen.amount) if seen and seen.amount else None,
        "amount": f"{words.amount(intent.amount)} {intent.currency}" if intent else "",
        "bundle": _bundle(seen, intent),
        **more,
    }
    found_wrong = NOT_ACCEPTED if form.is_bound and form.errors else 200
    return render_page(
        visit.request, f"billers/paying/{name}.html", context, status=status or found_wrong
    )


def _bundle(seen: Seen | None, intent: PaymentIntent | None) -> str:
    if seen is None or intent is None:
        return ""
    return next((name for each, name, _ in seen.bundles if each == intent.bundle_id), "")
