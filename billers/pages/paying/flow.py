"""The pages of a payment: each step is answered with the next one or with its errors."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billers.models import BillerConfig, BillerTransaction
from billers.operations.intents import PaymentRefused, check_intent
from billers.operations.requesting import AlreadyPaid, request_payment
from billers.operations.task_names import ADVANCE
from billers.pages.paying import steps
from billers.pages.paying.asking import ask_biller
from billers.pages.paying.forms import DetailsForm
from billers.pages.paying.keys import PARAMETER, Seen, mint_key, open_key
from billers.pages.paying.visit import Visit
from billers.pages.paying.ways import Way, can
from billers.pages.people import who
from billers.queries.billers import BillerNotKnown, get_biller
from billers.queries.payments import find_by_key
from billie.enqueueing import enqueue
from billie.staff.access import requires_permission
from billie.web.panel import forget_counts

PAY = "billers.pay_bill"
TOO_LATE = "What the biller said is too old by now. Nothing was paid: begin again."


def payment_page(way: Way) -> Callable[..., HttpResponseBase]:
    """Return the page of one way to pay; its address names the biller and the key of the form."""

    @requires_permission(PAY)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest) -> HttpResponse:
        config = _biller(request, way)
        if config is None:
            return steps.choose(request, way)
        about = f"{way.slug}:{config.biller_type}"
        key = open_key(request.GET.get(PARAMETER, ""), user=who(request), about=about)
        if key is None:
            return _with_new_key(request, about)
        if (sent := find_by_key(key=key, by=who(request))) is not None:
            return _to_payment(request, sent)
        visit = Visit(request=request, way=way, config=config, key=key, now=timezone.now())
        return ANSWERS.get(request.POST.get("step", ""), _open)(visit)

    return page


def _biller(request: HttpRequest, way: Way) -> BillerConfig | None:
    """Return the biller that an address names, if it can be paid in this way."""
    try:
        config = get_biller(biller_type=request.GET.get("biller", ""))
    except BillerNotKnown:
        return None
    return config if config.is_active and can(config, way.pays) else None


def _with_new_key(request: HttpRequest, about: str) -> HttpResponse:
    """Lead to the same form with a key of its own."""
    kept = request.GET.copy()
    kept[PARAMETER] = mint_key(user=who(request), about=about)
    if request.method == "POST":
        messages.warning(request, "That form cannot be used any more. Nothing was paid.")
    return redirect(f"{request.path}?{kept.urlencode()}")


def _to_payment(request: HttpRequest, sent: BillerTransaction) -> HttpResponse:
    """Lead to what became of the form; it does nothing a second time."""
    if request.POST.get("step") != "confirm":
        messages.info(request, "This form was sent before. This is what became of it.")
    return redirect(f"{steps.address_of(sent)}?step=result")


def _open(visit: Visit) -> HttpResponse:
    return steps.ask_account(visit, visit.account_form(is_sent=False))


def _look_up(visit: Visit) -> HttpResponse:
    """Ask the biller, and show what it says beside the next question."""
    form = visit.account_form(is_sent=True)
    seen = ask_biller(visit, form) if form.is_valid() else None
    if seen is None:
        return steps.ask_account(visit, form)
    return steps.ask_details(visit, seen, visit.details_form(seen, is_sent=False))


def _edit(visit: Visit) -> HttpResponse:
    if visit.seen is None:
        return _start_again(visit)
    return steps.ask_details(visit, visit.seen, visit.details_form(visit.seen, is_sent=False))


def _review(visit: Visit) -> HttpResponse:
    return _with_details(visit, _show_review)


def _confirm(visit: Visit) -> HttpResponse:
    return _with_details(visit, _pay)


def _with_details(
    visit: Visit, go_on: Callable[[Visit, Seen, DetailsForm], HttpResponse]
) -> HttpResponse:
    """Go on with details that are sound, and otherwise ask for them again."""
    if visit.seen is None:
        return _start_again(visit)
    form = visit.details_form(visit.seen, is_sent=True)
    if not form.is_valid():
        return steps.ask_details(visit, visit.seen, form)
    try:
        return go_on(visit, visit.seen, form)
    except AlreadyPaid as paid:
        return steps.ask_twice(visit, visit.seen, form, paid)
    except PaymentRefused as refused:
        form.blame(refused.fields, f"{refused} {refused.next_step}")
        return steps.ask_details(visit, visit.seen, form)


def _show_review(visit: Visit, seen: Seen, form: DetailsForm) -> HttpResponse:
    intent = visit.intent(seen, form)
    check_intent(intent, visit.config)
    return steps.review(visit, seen, form, intent)


def _pay(visit: Visit, seen: Seen, form: DetailsForm) -> HttpResponse:
    payment = request_payment(
        config=visit.config,
        intent=visit.intent(seen, form),
        by=visit.person,
        now=visit.now,
        key=visit.key,
    )
    enqueue(ADVANCE, payment_id=payment.pk)
    forget_counts()
    return redirect(f"{steps.address_of(payment)}?step=result")


def _start_again(visit: Visit) -> HttpResponse:
    messages.warning(visit.request, TOO_LATE)
    return redirect(visit.fresh_address)


ANSWERS: Mapping[str, Callable[[Visit], HttpResponse]] = {
    "account": _look_up,
    "edit": _edit,
    "review": _review,
    "confirm": _confirm,
}
"""What each step of the form is answered with."""
