"""Looking something up at a biller: an account, an invoice, or what is on sale. No money moves."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billers.connectors.contract import (
    Account,
    Invoice,
    NoAnswer,
    NotFound,
    OrderIsUnsound,
    SettingsAreUnfinished,
)
from billers.models import BillerConfig
from billers.operations.intents import PaymentRefused
from billers.operations.looking_up import Looked, get_invoice, list_bundles, look_up_account
from billers.pages.paying.forms import AccountForm
from billers.pages.paying.ways import can, way_of
from billers.pages.people import who
from billers.queries.billers import BillerNotKnown, get_biller, list_billers
from billie.staff.access import may, requires_permission
from billie.web.panel import render_page


class Question(NamedTuple):
    """Something that a biller can be asked; `label` is empty where it needs no number."""

    ability: str
    button: str
    label: str
    ask: Callable[..., Looked]


QUESTIONS = (
    Question("look_up", "Look the account up", "Account or phone number", look_up_account),
    Question("get_invoice", "Find the invoice", "Account number", get_invoice),
    Question("list_bundles", "Show what is on sale", "", list_bundles),
)


@requires_permission("billers.look_up_bill")
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Choose a biller, ask it, and show what it says."""
    try:
        config = get_biller(biller_type=request.GET.get("biller", ""))
    except BillerNotKnown:
        return _choose(request)
    question = next((each for each in QUESTIONS if can(config, each.ability)), None)
    if question is None or not config.is_active:
        return _choose(request)
    form = _form(request, config, question)
    context: dict[str, Any] = {
        "title": f"Look up: {config.display_name}",
        "biller": config,
        "question": question,
        "form": form,
        "pay_url": _pay_url(request, config),
    }
    if form.is_bound and form.is_valid():
        context |= _ask(request, config, question, form)
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "billers/lookup.html", context, status=status)


def _choose(request: HttpRequest) -> HttpResponse:
    asked = [
        config
        for config in list_billers(is_active=True)
        if any(can(config, each.ability) for each in QUESTIONS)
    ]
    context = {"title": "Look up", "billers": asked}
    return render_page(request, "billers/lookup_choose.html", context)


def _form(request: HttpRequest, config: BillerConfig, question: Question) -> AccountForm:
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, config=config, label=question.label, initial=request.GET.dict())
    if not question.label:
        form.fields.clear()
    return form


def _ask(
    request: HttpRequest, config: BillerConfig, question: Question, form: AccountForm
) -> dict[str, Any]:
    given: Mapping[str, str] = form.cleaned_data
    asked = {"account_number": given["account_number"]} if question.label else {}
    if question.label:
        asked["account_type"] = given.get("account_type", "")
    try:
        looked = question.ask(config=config, by=who(request), now=timezone.now(), **asked)
    except (PaymentRefused, SettingsAreUnfinished, OrderIsUnsound) as refused:
        form.add_error(None, f"{refused} {getattr(refused, 'next_step', '')}".strip())
        return {}
    found = looked.found
    if isinstance(found, NotFound | NoAnswer):
        form.add_error(None, found.words)
        return {}
    kind = "account" if isinstance(found, Account) else "invoice"
    return {
        "found": found,
        "kind": kind if isinstance(found, Account | Invoice) else "bundles",
        "record": looked.record,
        "details": _details(found),
    }


def _details(found: Any) -> list[tuple[str, str]]:
    """Return facts that only some billers have, with their names as one says them."""
    if not isinstance(found, Account):
        return []
    return [(name.replace("_", " ").capitalize(), text) for name, text in found.details.items()]


def _pay_url(request: HttpRequest, config: BillerConfig) -> str:
    """Return where the biller is paid, empty for those who may not and for one that is not."""
    way = way_of(config)
    if way is None or not may(request, "billers.pay_bill"):
        return ""
    return f"{reverse(f'billers:{way.route}')}?biller={config.biller_type}"
