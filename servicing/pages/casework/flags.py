"""Setting a flag of a customer, and releasing one: a page each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billie.staff.access import requires_permission
from billie.web.panel import render_page
from servicing.models import CustomerFlag
from servicing.models.casework.flags import FlagState
from servicing.operations.flags import (
    Flagged,
    FlagIsOver,
    FlagIsSet,
    FlagRefused,
    release_flag,
    set_flag,
)
from servicing.operations.once import KeyWasUsed
from servicing.pages.casework.forms import FlagForm, ReleaseForm
from servicing.pages.casework.leading import NOT_ACCEPTED, frame, to_customer, who
from servicing.pages.customer import not_known
from servicing.queries.customers import CustomerNotKnown, get_customer_view
from servicing.queries.flags import FlagNotKnown, get_flag, until_words

METHODS = ["GET", "HEAD", "POST"]
CAN_END = (FlagState.ACTIVE, FlagState.PLANNED)


@requires_permission("servicing.add_customerflag")
@require_http_methods(METHODS)
def set_(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Show the form of a flag and keep it, or show what is wrong with it."""
    try:
        view = get_customer_view(customer_id=customer_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    chosen_id = request.POST.get("account") or request.GET.get("account", "")
    form = FlagForm(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(),
        kind=request.GET.get("kind", ""),
    )
    if form.is_bound and form.is_valid() and _is_set(request, customer_id, form):
        label = dict(form.fields["kind"].choices)[form.cleaned_data["kind"]]  # type: ignore[attr-defined]
        messages.success(request, f"{label} set.")
        return to_customer(customer_id, chosen_id)
    context = {"title": "Set hardship or stop contact", "form": form, **frame(view, chosen_id)}
    status = NOT_ACCEPTED if form.is_bound else 200
    return render_page(request, "servicing/casework/flag.html", context, status=status)


@requires_permission("servicing.release_customerflag")
@require_http_methods(METHODS)
def release(request: HttpRequest, customer_id: str, flag_id: int) -> HttpResponse:
    """Ask why a flag is released, and release it."""
    today = timezone.localdate()
    try:
        view = get_customer_view(customer_id=customer_id)
        flag = get_flag(flag_id=flag_id)
    except CustomerNotKnown:
        return not_known(request, customer_id)
    except FlagNotKnown:
        messages.warning(request, "There is no such flag of this customer.")
        return to_customer(customer_id)
    is_theirs = flag.customer_id in (customer_id, *view.merged_ids)
    if not is_theirs or flag.state_on(today) not in CAN_END:
        messages.warning(request, "This flag does not hold any more.")
        return to_customer(customer_id)
    form = ReleaseForm(request.POST if request.method == "POST" else None, auto_id="release-%s")
    if form.is_bound and form.is_valid() and _is_released(request, flag, form):
        return to_customer(customer_id)
    context: dict[str, Any] = {
        "title": f"Release {flag.get_kind_display().lower()}",
        "flag": flag,
        "until": until_words(flag),
        "form": form,
        **frame(view),
    }
    status = NOT_ACCEPTED if form.is_bound else 200
    return render_page(request, "servicing/casework/flag_release.html", context, status=status)


def _is_set(request: HttpRequest, customer_id: str, form: FlagForm) -> bool:
    flagged = Flagged(**form.cleaned_data)
    once = request.POST.get("once", "")
    try:
        set_flag(customer_id=customer_id, flagged=flagged, once=once, **who(request))
    except FlagRefused as refused:
        form.refuse(refused.fields)
    except (FlagIsSet, KeyWasUsed) as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _is_released(request: HttpRequest, flag: CustomerFlag, form: ReleaseForm) -> bool:
    """Release it; what somebody else did in the meantime is told on the page that follows."""
    reason = form.cleaned_data["reason"]
    try:
        release_flag(flag_id=flag.pk, reason=reason, **who(request))
    except FlagIsOver as over:
        messages.warning(request, str(over))
    else:
        messages.success(request, f"{flag.get_kind_display()} released.")
    return True
