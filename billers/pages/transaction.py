"""One payment: its story with evidence, its calls, what can be done and why not the rest."""

from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from billers.models import Attempt, BillerTransaction, Evidence, Leg, TimelineEntry
from billers.operations.assigning import RESOLVE
from billers.operations.choosing import choices_of
from billers.operations.evidence import named_source
from billers.pages.outcomes import amount_of, tell_outcome
from billers.pages.people import VIEW, name_of
from billers.pages.possible import offers_of
from billers.pages.pretty import pretty
from billers.pages.reveals import masked_tokens, told_of_reveals
from billers.queries.owners import list_resolvers
from billers.queries.payments import PaymentNotKnown, PaymentView, get_payment_view
from billers.queries.requests import list_open_requests
from billers.states import Status
from billers.steps import AT_BILLER
from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.chips import Chip, find_chip
from billie.web.panel import render_page

SEE_CALLS = "billers.view_attempt"
SEE_CONFIGS = "billers.view_billerconfig"
SEE_REQUESTS = "staff.view_approval"
ASKS_THE_BANK = "Ask core banking what became of it"
STEPS = ("Account", "Amount", "Review", "Result")


class ShownEntry(NamedTuple):
    """One entry of the story, with what proves it."""

    entry: TimelineEntry
    chip: Chip
    who: str
    evidence: list[tuple[str, Any]]


class ShownAttempt(NamedTuple):
    """One call, with request and answer set out for reading; `name` says what it was for."""

    attempt: Attempt
    name: str
    request: str
    answer: str


class ShownEvidence(NamedTuple):
    """What was said of the payment, and by whom."""

    said: Evidence
    source: str


@requires_permission(VIEW)
def transaction(request: HttpRequest, number: str) -> HttpResponse:
    """Show a payment; with `?part=`, as an open page asks, only what became of it."""
    live_after = publisher.current_position()
    view = _view(number)
    context = _context(request, view) | {"live_after": live_after}
    if "part" in request.GET:
        return render(request, "billers/transaction_parts.html", context)
    return render_page(request, "billers/transaction.html", context)


@requires_permission(VIEW)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a customer is given on paper, of what was paid."""
    payment = _view(number).payment
    if payment.status not in {Status.COMPLETED, Status.REVERSED}:
        raise Http404
    context = {
        "title": f"Receipt {payment.number}",
        "payment": payment,
        "amount": amount_of(payment),
        "by": name_of(payment.initiated_by),
        "masked": masked_tokens(payment),
    }
    return render_page(request, "billers/receipt.html", context)


def _view(number: str) -> PaymentView:
    try:
        return get_payment_view(number=number)
    except PaymentNotKnown:
        raise Http404 from None


def _context(request: HttpRequest, view: PaymentView) -> dict[str, Any]:
    payment = view.payment
    offers = offers_of(request, payment)
    sees_calls = may(request, SEE_CALLS)
    return {
        "title": f"{amount_of(payment)} to {payment.biller_name}",
        "payment": payment,
        "amount": amount_of(payment),
        "told": tell_outcome(payment),
        "possible": [offer.act for offer in offers if not offer.why_not],
        "not_possible": [offer for offer in offers if offer.why_not],
        "story": [_entry(entry, payment) for entry in view.timeline],
        "attempts": _attempts(view.attempts) if sees_calls else [],
        "sees_calls": sees_calls,
        "sees_configs": may(request, SEE_CONFIGS),
        "is_due": payment.next_action_at is not None and payment.next_action_at <= timezone.now(),
        "evidence": _evidence(view.evidence),
        "has_receipt": payment.status in {Status.COMPLETED, Status.REVERSED},
        "masked": masked_tokens(payment),
        "shown": told_of_reveals(view.reveals),
        "initiated_by": name_of(payment.initiated_by),
        "owner": name_of(payment.owner),
        "requests": list_open_requests(payment=payment) if may(request, SEE_REQUESTS) else [],
        "is_mine": payment.owner == request.user,
        "resolvers": _resolvers(request, payment),
        "is_result": request.GET.get("step") == "result",
        "steps": STEPS,
        "step": len(STEPS),
        "topics": quote(topics.payment(payment.number), safe=":"),
        "address": reverse("billers:transaction", args=[payment.number]),
    }


def _resolvers(request: HttpRequest, payment: BillerTransaction) -> list[User]:
    """Return to whom a payment can be given, nobody if it is over or not for this reader."""
    if choices_of(payment).assign or not may(request, RESOLVE):
        return []
    return list_resolvers()


def _entry(entry: TimelineEntry, payment: BillerTransaction) -> ShownEntry:
    known = (payment.initiated_by, payment.owner)
    names = {person.get_username(): name_of(person) for person in known if person}
    who = "by itself" if entry.who == "system" else names.get(entry.who, entry.who)
    facts = entry.evidence or {}
    return ShownEntry(entry, find_chip("bill_status", entry.after), who, list(facts.items()))


def _attempts(attempts: list[Attempt]) -> list[ShownAttempt]:
    """Return the calls; a question goes to whoever was sent what it is about."""
    asked = {each.reference: each.leg for each in attempts if each.leg != Leg.QUERY}
    return [
        ShownAttempt(
            each,
            ASKS_THE_BANK
            if each.leg == Leg.QUERY and asked.get(each.reference, Leg.PAY) not in AT_BILLER
            else each.get_leg_display(),
            pretty(each.request),
            pretty(each.answer),
        )
        for each in attempts
    ]


def _evidence(rows: list[Evidence]) -> list[ShownEvidence]:
    """Return what was said of the payment, the newest first."""
    return [
        ShownEvidence(said, named_source(Evidence.Source(said.source), Leg(said.leg)))
        for said in rows[::-1]
    ]
