"""Waiving fees on many accounts: choose them, look at each, ask for all."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billie.kernel.money import ZERO, Money
from billie.staff.access import requires_permission
from billie.web.panel import forget_counts, render_page
from ledger.intents import IntentRefused
from ledger.operations.bulk_previews import WaiverPreview, preview_bulk_waiver
from ledger.operations.bulk_waivers import (
    BatchKeyReused,
    BatchRefused,
    Waiver,
    request_bulk_waiver,
)
from ledger.operations.requesting import mint_key
from ledger.queries.commands import list_batches
from servicing.pages.ledger_live import read_health
from servicing.pages.money.forms.bulk import BulkWaiverForm, FillForm
from servicing.pages.money.keys import PARAMETER, open_key, seal_key
from servicing.pages.money.waiver_list import Wanted, write_list
from servicing.queries.accounts import AccountFilters, find_account_ids, list_accounts

PERMISSION = "ledger.waive_fee"
ABOUT = "bulk-waiver"
MOST_FILLED = 200
NOT_ACCEPTED = 422


@requires_permission(PERMISSION)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_waiver(request: HttpRequest) -> HttpResponse:
    """Choose accounts, look at what would be waived on each, and ask for it."""
    key = open_key(request.GET.get(PARAMETER, ""), user=request.user, about=ABOUT)
    if key is None:
        sealed = seal_key(mint_key(), user=request.user, about=ABOUT)
        return redirect(f"{request.path}?{PARAMETER}={sealed}")
    step = request.POST.get("step", "")
    if step in {"review", "confirm"}:
        return _go_on(request, BulkWaiverForm(request.POST), key, is_confirmed=step == "confirm")
    typed = request.POST.dict()
    if step == "fill":
        typed["accounts"] = _filled(request)
    return _enter(request, BulkWaiverForm(initial=typed))


def _go_on(
    request: HttpRequest, form: BulkWaiverForm, key: str, *, is_confirmed: bool
) -> HttpResponse:
    if not form.is_valid():
        return _enter(request, form, status=NOT_ACCEPTED)
    amounts = _resolved(form)
    if amounts is None:
        return _enter(request, form, status=NOT_ACCEPTED)
    reason = form.cleaned_data["reason"]
    try:
        if is_confirmed:
            return _ask(request, amounts, reason, key)
        rows = preview_bulk_waiver(
            amounts=amounts,
            currency=settings.LOAN_CURRENCY,
            reason=reason,
            by=_who(request),
            now=timezone.now(),
        )
    except (BatchRefused, IntentRefused) as refused:
        form.add_error("accounts", str(refused))
        return _enter(request, form, status=NOT_ACCEPTED)
    except BatchKeyReused:
        messages.warning(
            request, "This form was sent before with other accounts. Nothing was sent."
        )
        return redirect("servicing:bulk-waiver")
    return _review(request, rows, reason)


def _ask(
    request: HttpRequest, amounts: dict[str, Decimal | None], reason: str, form_key: str
) -> HttpResponse:
    waivers = [
        Waiver(loan_account_id=name, amount=amount) for name, amount in amounts.items() if amount
    ]
    batch = request_bulk_waiver(
        waivers=waivers,
        currency=settings.LOAN_CURRENCY,
        reason=reason,
        key=form_key,
        by=_who(request),
        now=timezone.now(),
    )
    forget_counts()
    return redirect("servicing:waiver-batch", batch.pk)


def _resolved(form: BulkWaiverForm) -> dict[str, Decimal | None] | None:
    """Return the amount for each account by its id; names that nobody knows become an error."""
    wanted: Sequence[Wanted] = form.cleaned_data["accounts"]
    ids = find_account_ids(line.name for line in wanted)
    unknown = [line.name for line in wanted if line.name not in ids]
    if unknown:
        shown = ", ".join(unknown[:10])
        more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
        form.add_error("accounts", f"No account has these numbers: {shown}{more}.")
        return None
    return {ids[line.name]: line.amount for line in wanted}


def _filled(request: HttpRequest) -> str:
    """Return the list of those accounts that the filters fit, open ones only."""
    fill = FillForm(request.POST)
    fill.is_valid()
    chosen = {name: value for name, value in fill.cleaned_data.items() if value not in (None, "")}
    if not chosen:
        messages.info(request, "Choose an arrears bucket or a number of days first.")
        return request.POST.get("accounts", "")
    page = list_accounts(filters=AccountFilters(**chosen), limit=MOST_FILLED)
    if page.next_cursor:
        messages.warning(request, f"Only the first {MOST_FILLED} accounts were filled in.")
    if not page.rows:
        messages.info(request, "No account fits these filters.")
    return write_list({account.account_number or account.pk: None for account in page.rows})


def _enter(request: HttpRequest, form: BulkWaiverForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "title": "Waive fees on many accounts",
        "form": form,
        "fill": FillForm(),
        "batches": list_batches(limit=5),
        "health": read_health(),
        "step": 1,
        "steps": ("Choose", "Review", "Result"),
    }
    return render_page(request, "servicing/money/bulk.html", context, status=status)


def _review(request: HttpRequest, rows: Sequence[WaiverPreview], reason: str) -> HttpResponse:
    possible = [row for row in rows if not row.refusal]
    total = Money(sum((row.amount or ZERO for row in possible), ZERO), settings.LOAN_CURRENCY)
    number = len(possible)
    context: dict[str, Any] = {
        "title": "Review: waive fees on many accounts",
        "rows": rows,
        "possible": possible,
        "refused": len(rows) - number,
        "needs_approval": sum(bool(row.why_approval) for row in possible),
        "reason": reason,
        "total": total,
        "currency": settings.LOAN_CURRENCY,
        "accounts": write_list({row.loan_account_id: row.amount for row in possible}),
        "button": f"Waive {total} of fees on {number} account{'' if number == 1 else 's'}",
        "health": read_health(),
        "step": 2,
        "steps": ("Choose", "Review", "Result"),
    }
    return render_page(request, "servicing/money/bulk_review.html", context)


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)
