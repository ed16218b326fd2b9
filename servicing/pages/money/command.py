"""One money command: its story with evidence, what can be done with it now, and by whom."""

import json
from typing import Any, NamedTuple, cast
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from billie.live import publisher, topics
from billie.staff.access import PermissionMissing, may, requires_permission
from billie.staff.roles import who_may
from billie.web.chips import Chip, find_chip
from billie.web.panel import forget_counts, render_page
from ledger.client import LedgerProblem
from ledger.models import CommandMove, MoneyCommand
from ledger.operations.redriving import (
    AccountChanged,
    NotADraft,
    drop_command,
    resend_command,
)
from ledger.queries.commands import CommandNotKnown, get_command, list_moves
from ledger.states import State
from servicing.pages.ledger_live import read_health
from servicing.pages.money.balances import kept_lines, paid_instalments, posted_shares
from servicing.pages.money.facts import order_facts
from servicing.pages.money.forms import DropForm
from servicing.pages.money.outcomes import act_of, amount_of, outcome
from servicing.pages.money.rows import name_of
from servicing.pages.money.steps import STEPS

VIEW = "ledger.view_moneycommand"
"""Whoever may see commands; sending and dropping one also needs the right to do its act."""


class ShownMove(NamedTuple):
    """One move of a command, as the timeline tells it."""

    pk: int
    chip: Chip
    at: Any
    why: str
    who: str
    evidence: str


@requires_permission(VIEW)
def command(request: HttpRequest, number: int) -> HttpResponse:
    """Show a command; with `?part=`, as an open page asks, only what became of it."""
    live_after = publisher.current_position()
    found = _get(number)
    context = _context(request, found) | {"live_after": live_after}
    if "part" in request.GET:
        return render(request, "servicing/money/command_parts.html", context)
    return render_page(request, "servicing/money/command.html", context)


@requires_permission(VIEW)
@require_POST
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send a command again, with the key that it has."""
    found = _get(number)
    _check_may(request, found)
    try:
        resend_command(command_id=found.pk, by=_who(request), now=timezone.now())
    except AccountChanged as changed:
        messages.error(request, str(changed))
    except LedgerProblem as problem:
        messages.error(request, f"{problem.message} {problem.next_step}")
    forget_counts()
    return redirect("servicing:command", number)


@requires_permission(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why a command is given up, and give it up."""
    found = _get(number)
    _check_may(request, found)
    form = DropForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _drop(request, found, form.cleaned_data["why"])
    context = {
        "title": f"Drop {found.reference}?",
        "command": found,
        "act": act_of(found),
        "amount": amount_of(found),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "servicing/money/drop.html", context, status=status)


def _drop(request: HttpRequest, found: MoneyCommand, why: str) -> HttpResponse:
    try:
        drop_command(command_id=found.pk, by=_who(request), why=why, now=timezone.now())
    except NotADraft as settled:
        messages.warning(request, f"{settled} Nothing was done.")
    else:
        forget_counts()
        messages.success(request, f"{found.reference} dropped. Nothing was posted.")
    return redirect("servicing:command", found.pk)


def _get(number: int) -> MoneyCommand:
    try:
        return get_command(command_id=number)
    except CommandNotKnown:
        raise Http404 from None


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)


def _check_may(request: HttpRequest, found: MoneyCommand) -> None:
    """Let those through who may do what the command does.

    :raises PermissionMissing: for others
    """
    permission = act_of(found).permission
    if not may(request, permission):
        raise PermissionMissing(permission)


def _context(request: HttpRequest, found: MoneyCommand) -> dict[str, Any]:
    now, act = timezone.now(), act_of(found)
    is_stuck, is_unknown = found.state == State.DRAFT, found.state == State.UNKNOWN
    may_act = may(request, act.permission)
    topic = quote(topics.account(found.loan_account_id), safe=":")
    return {
        "title": f"{act.title}, {amount_of(found)}",
        "command": found,
        "act": act,
        "amount": amount_of(found),
        "outcome": outcome(found, now),
        "facts": list(order_facts(act, reason=found.reason, details=found.details)),
        "lines": kept_lines(found.before, found.after),
        "shares": posted_shares(found.result),
        "instalments": paid_instalments(found.result),
        "warning": (found.result or {}).get("warning"),
        "moves": [_shown(move, found) for move in list_moves(command_id=found.pk)],
        "requested_by": name_of(found.requested_by),
        "approved_by": name_of(found.approved_by),
        "approval_url": _approval_url(request, found),
        "can_resend": may_act and is_stuck,
        "can_look": may_act and is_unknown,
        "can_drop": may_act and is_stuck,
        "cannot": [who_may(act.permission)] if is_stuck and not may_act else [],
        "health": read_health(),
        "is_result": request.GET.get("step") == "result",
        "steps": STEPS,
        "step": len(STEPS),
        "topics": topic,
        "address": reverse("servicing:command", args=[found.pk]),
    }


def _approval_url(request: HttpRequest, found: MoneyCommand) -> str:
    if not found.approval_id or not may(request, "staff.view_approval"):
        return ""
    return reverse("approvals:approval", args=[found.approval_id])


def _shown(move: CommandMove, found: MoneyCommand) -> ShownMove:
    people = (found.requested_by, found.approved_by)
    names = {person.get_username(): name_of(person) for person in people if person}
    evidence = json.dumps(move.evidence, indent=2, ensure_ascii=False) if move.evidence else ""
    return ShownMove(
        pk=move.pk,
        chip=find_chip("command_state", move.after),
        at=move.at,
        why=move.why,
        who=names.get(move.who, move.who),
        evidence=evidence,
    )
