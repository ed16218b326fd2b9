"""Reviewing a change of a biller that needs a second person, and asking for that person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billers.models import BillerConfig, ConfigChange
from billers.operations.configuring import ConfigWasChanged
from billers.operations.proposing import ask_for_change, find_base, is_switching_on, title_of
from billers.operations.showing_changes import shown_of
from billers.pages.forms import ChangeForm
from billers.pages.people import who
from billers.queries.requests import find_change, find_open_change
from billie.staff.access import requires_permission
from billie.staff.approval_refusals import ApprovalRefused
from billie.web.approvals.shown import lines_in
from billie.web.panel import forget_counts, render_page

CHANGE = "billers.change_billerconfig"


@never_cache
@requires_permission(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, change_id: int) -> HttpResponse:
    """Show what a change would change, field by field, and ask for a second person."""
    change = find_change(change_id=change_id, by=who(request))
    if change is None:
        raise Http404
    if change.approval_id is not None:
        return redirect("approvals:approval", change.approval_id)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    try:
        config = find_base(change)
        if form.is_bound and form.is_valid():
            return _ask(request, change, form.cleaned_data["words"])
    except ConfigWasChanged as changed:
        messages.warning(request, f"{changed} Nothing was asked for. Start again from it.")
        return redirect("billers:configuration", change.biller_type)
    except ApprovalRefused as refused:
        form.add_error(None, f"{refused} {refused.next_step}")
    return _show(request, form, change, config)


def _ask(request: HttpRequest, change: ConfigChange, words: str) -> HttpResponse:
    approval = ask_for_change(
        change_id=change.pk, words=words, by=who(request), now=timezone.now()
    )
    forget_counts()
    messages.success(request, "Asked for. It counts when a second person has approved it.")
    return redirect("approvals:approval", approval.pk)


def _show(
    request: HttpRequest, form: ChangeForm, change: ConfigChange, config: BillerConfig | None
) -> HttpResponse:
    title = title_of(change, config)
    context = {
        "title": f"{title}: review",
        "asks": title,
        "form": form,
        "change": change,
        "biller": config,
        "lines": lines_in(shown_of(change, config)),
        "waiting": find_open_change(biller_type=change.biller_type, version=change.base_version),
        "is_switching_on": is_switching_on(change),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "billers/configuration_review.html", context, status=status)
