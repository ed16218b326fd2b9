"""The pages of a money form: what is entered, what would happen, what was sent before."""

from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from billie.kernel.money import ZERO, Money
from billie.web.panel import render_page
from ledger.client import LedgerProblem
from ledger.intents import Intent
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.previewing import Preview
from servicing.pages.account_pane import account_pane
from servicing.pages.money.acts import why_not
from servicing.pages.money.balances import owed_lines, shares
from servicing.pages.money.facts import order_facts
from servicing.pages.money.kinds import REVERSAL
from servicing.pages.money.outcomes import adjustment_words
from servicing.pages.money.visit import Visit

STEPS = ("Enter", "Review", "Result")
CHANGED = "The account has changed since you reviewed this. Look at it again before you go on."


class Pick(NamedTuple):
    """An amount that is likely meant."""

    label: str
    amount: Decimal


def enter(
    visit: Visit, *, problem: LedgerProblem | None = None, status: int = 200
) -> HttpResponse:
    """Show the form, with what is wrong with it if it was sent already."""
    context = _frame(visit, step=1) | {
        "title": visit.act.title,
        "form": visit.form,
        "problem": problem,
        "owing": visit.owing,
        "picks": picks(visit),
        "doubt": why_not(visit.act, visit.account),
        "transaction_id": visit.transaction_id if visit.act is REVERSAL else "",
    }
    return render_page(visit.request, "servicing/money/enter.html", context, status=status)


def review(visit: Visit, intent: Intent, preview: Preview) -> HttpResponse:
    """Show what would happen, and ask for the word to do it."""
    amount = _amount(intent, preview)
    words_of_button = visit.act.ask if preview.needs_approval else visit.act.button
    context = _frame(visit, step=2) | {
        "title": f"Review: {visit.act.title[0].lower()}{visit.act.title[1:]}",
        "form": visit.form,
        "preview": preview,
        "lines": owed_lines(preview.before, preview.after),
        "shares": shares(preview.allocation),
        "facts": list(order_facts(visit.act, reason=intent.reason, details=intent.details)),
        "amount": amount,
        "button": words_of_button.format(amount=amount),
        "seen": digest(preview),
        "changed": CHANGED if visit.step == "confirm" else "",
    }
    return render_page(visit.request, "servicing/money/review.html", context)


def cannot(visit: Visit) -> HttpResponse:
    """Say why the form does not open, and what can be done about it."""
    context = _frame(visit, step=1) | {
        "title": visit.act.title,
        "objection": visit.objection,
        "owing": visit.owing,
    }
    status = 503 if visit.health.is_offline else 200
    return render_page(visit.request, "servicing/money/cannot.html", context, status=status)


def sent_before(visit: Visit, sent: MoneyCommand) -> HttpResponse:
    """Say that the form has done something else already, and how to begin anew."""
    context = _frame(visit, step=1) | {"title": "This form was used already", "sent": sent}
    return render_page(visit.request, "servicing/money/sent_before.html", context, status=422)


def digest(preview: Preview) -> str:
    """Return what ties a confirmation to the figures that it was shown."""
    shown = (preview.before, preview.after, preview.amount, preview.why_approval)
    return sha256(repr(shown).encode()).hexdigest()[:32]


def _frame(visit: Visit, *, step: int) -> dict[str, Any]:
    """Return what every step shows: whose account it is, where one is, and the way back."""
    account = visit.account
    return {
        "act": visit.act,
        "account": account,
        "step": step,
        "steps": STEPS,
        "back_url": reverse("servicing:account", args=[account.pk]),
        "form_url": visit.request.get_full_path(),
        "new_url": visit.request.path,
        "health": visit.health,
    }


def _amount(intent: Intent, preview: Preview) -> str:
    """Return what the button says: the amount that moves, of an adjustment its two parts."""
    if intent.kind != CommandKind.ADJUSTMENT:
        return str(Money(preview.amount or ZERO, intent.currency))
    return adjustment_words(intent.principal_delta, intent.fee_delta, intent.currency)


def picks(visit: Visit) -> list[Pick]:
    """Return amounts that are likely meant, to be filled in with one click."""
    owing, account = visit.owing, visit.account
    amounts: dict[str, Decimal | None] = {}
    if visit.act.command == CommandKind.REPAYMENT:
        pane = account_pane(account, visit.view.instalments, today=timezone.localdate(visit.now))
        due = pane.next_payment.instalment if pane.next_payment else None
        amounts["Next instalment"] = (due.amount_remaining or due.amount) if due else None
        amounts["Overdue"] = account.total_overdue
        amounts["All that is owed"] = owing.total
    elif visit.act.command == CommandKind.FEE_WAIVER:
        amounts["All fees"] = owing.fees
    return [Pick(label, amount) for label, amount in amounts.items() if amount and amount > ZERO]
