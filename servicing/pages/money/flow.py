"""A money form in steps: enter, review, and then the page of the command that came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billie.staff.access import requires_permission
from billie.staff.approval_refusals import AlreadyRequested
from billie.web.panel import forget_counts, render_page
from ledger.client import LedgerProblem
from ledger.intents import IntentRefused
from ledger.models import MoneyCommand
from ledger.operations.checking import AlreadyReversed
from ledger.operations.previewing import preview_command
from ledger.operations.requesting import (
    KeyReused,
    find_requested,
    mint_key,
    request_command,
)
from ledger.operations.reversals import NothingToReverse, TransactionNotKnown
from ledger.operations.sending import send_command
from servicing.pages.money import steps
from servicing.pages.money.addresses import command_address
from servicing.pages.money.keys import PARAMETER, open_key, seal_key
from servicing.pages.money.kinds import REVERSAL, Act
from servicing.pages.money.visit import Visit
from servicing.queries.accounts import AccountNotKnown, get_account_view

NOT_ACCEPTED = 422


def money_page(act: Act) -> Callable[..., HttpResponseBase]:
    """Return the page of one act; its address names the account and the key of the form."""

    @requires_permission(act.permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, loan_account_id: str) -> HttpResponse:
        try:
            view = get_account_view(loan_account_id=loan_account_id)
        except AccountNotKnown:
            unknown = {"title": "No such account", "loan_account_id": loan_account_id}
            return render_page(request, "servicing/account_not_known.html", unknown, status=404)
        about = f"{act.slug}:{loan_account_id}"
        key = open_key(request.GET.get(PARAMETER, ""), user=request.user, about=about)
        if key is None:
            return _with_new_key(request, about)
        return _answer(Visit(request=request, act=act, view=view, key=key, now=timezone.now()))

    return page


def _with_new_key(request: HttpRequest, about: str) -> HttpResponse:
    """Lead to the same form with a key of its own."""
    kept = request.GET.copy()
    kept[PARAMETER] = seal_key(mint_key(), user=request.user, about=about)
    if request.method == "POST":
        messages.warning(request, "That form cannot be used any more. Nothing was sent.")
    return redirect(f"{request.path}?{kept.urlencode()}")


def _answer(visit: Visit) -> HttpResponse:
    sent = find_requested(key=visit.key, by=visit.who)
    if not visit.form.is_bound:
        return _to_command(visit, sent) if sent else _open(visit)
    if not visit.form.is_valid():
        return _to_command(visit, sent) if sent else steps.enter(visit, status=NOT_ACCEPTED)
    if sent:
        return _to_command(visit, sent) if visit.means(sent) else steps.sent_before(visit, sent)
    try:
        return _go_on(visit)
    except IntentRefused as refused:
        visit.blame(refused)
    except (AlreadyRequested, AlreadyReversed, NothingToReverse, TransactionNotKnown) as why:
        visit.form.add_error(None, str(why))
    except KeyReused:
        pass
    except LedgerProblem as problem:
        return steps.enter(visit, problem=problem, status=problem.http_status)
    # By another tab, or by the other click of two, it may have been sent in the meantime.
    sent = find_requested(key=visit.key, by=visit.who)
    return _to_command(visit, sent) if sent else steps.enter(visit, status=NOT_ACCEPTED)


def _open(visit: Visit) -> HttpResponse:
    if visit.act is REVERSAL and not visit.transaction_id:
        messages.info(visit.request, "Choose the transaction to take back.")
        return redirect("servicing:transactions", visit.account.pk)
    return steps.cannot(visit) if visit.objection or visit.is_ledger_gone else steps.enter(visit)


def _go_on(visit: Visit) -> HttpResponse:
    """Show what would happen, or do it when it was seen as it still is."""
    intent = visit.intent()
    preview = preview_command(intent=intent, by=visit.who, now=visit.now)
    is_seen = visit.request.POST.get("seen") == steps.digest(preview)
    if visit.step != "confirm" or not is_seen:
        return steps.review(visit, intent, preview)
    command = request_command(intent=intent, key=visit.key, by=visit.who, now=visit.now)
    send_command(command_id=command.pk, now=visit.now)
    forget_counts()
    return redirect(f"{command_address(command.pk)}?step=result")


def _to_command(visit: Visit, sent: MoneyCommand) -> HttpResponse:
    """Lead to what became of the form; it does nothing a second time."""
    if visit.step != "confirm":
        messages.info(visit.request, "This form was sent before. This is what became of it.")
    return redirect(f"{command_address(sent.pk)}?step=result")
