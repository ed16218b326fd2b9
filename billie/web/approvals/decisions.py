"""What is done about a request on its page: approve, reject, take back."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from billie.staff import approvals
from billie.staff.access import requires_permission
from billie.staff.approval_kinds import FactsNotReadable, KindNotKnown
from billie.staff.approval_refusals import (
    ApprovalExpired,
    ApprovalNotOpen,
    ApprovalRefused,
    SubjectChanged,
)
from billie.staff.models import Approval
from billie.web.approvals.answers import status_of
from billie.web.approvals.forms import WordsForm
from billie.web.approvals.pages import VIEW, approval_page, get_or_404

NOT_ACCEPTED = 422
Act = Callable[[str], Approval]


@requires_permission("staff.decide_approval")
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve a request with words, bound to what the page showed."""

    def act(words: str) -> Approval:
        seen = request.POST.get("seen", "")
        return approvals.approve(approval_id=number, words=words, seen=seen, **_who(request))

    return _decide(request, number, act, done="Approved")


@requires_permission("staff.decide_approval")
@require_POST
def reject(request: HttpRequest, number: int) -> HttpResponse:
    """Reject a request with words."""

    def act(words: str) -> Approval:
        seen = request.POST.get("seen", "")
        return approvals.reject(approval_id=number, words=words, seen=seen, **_who(request))

    return _decide(request, number, act, done="Rejected")


@requires_permission(VIEW)
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request of one's own back with words."""

    def act(words: str) -> Approval:
        return approvals.cancel(approval_id=number, words=words, **_who(request))

    return _decide(request, number, act, done="Taken back", form_name="cancel_form")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": cast(User, request.user), "now": timezone.now()}


def _decide(
    request: HttpRequest, number: int, act: Act, *, done: str, form_name: str = "decide_form"
) -> HttpResponse:
    """Act, and lead back to the request; what is refused leaves the words where they are."""
    approval = get_or_404(number)
    form = WordsForm(request.POST, act="cancel" if form_name == "cancel_form" else "decide")
    if not form.is_valid():
        return approval_page(request, approval, status=NOT_ACCEPTED, **{form_name: form})
    try:
        act(form.cleaned_data["words"])
    except (ApprovalNotOpen, ApprovalExpired, SubjectChanged) as refused:
        messages.error(request, f"{refused} {refused.next_step}")
    except (ApprovalRefused, FactsNotReadable, KindNotKnown) as refused:
        return approval_page(
            request,
            approval,
            status=status_of(refused),
            refusal={"message": str(refused), "next_step": getattr(refused, "next_step", "")},
            **{form_name: form},
        )
    else:
        messages.success(request, f"{done}: {approval.title}.")
    return redirect("approvals:approval", number)
