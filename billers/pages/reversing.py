"""Asking for a paid bill to be taken back: what it means, why, and then a second person."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from billers.operations.choosing import NotPossible, choices_of
from billers.operations.reversing import request_reversal
from billers.pages.acts import confirm, done, get_or_404, refuse
from billers.pages.forms import ReversalForm
from billers.pages.people import who
from billers.pages.possible import REVERSE
from billie.staff.access import requires_permission
from billie.staff.approval_refusals import ApprovalRefused

ASKED = "Asked for. Nothing is sent to the biller before a second person agrees."


@requires_permission(REVERSE.permission)
@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why a paid bill is to be taken back, and ask a second person to agree."""
    payment = get_or_404(number)
    if why_not := choices_of(payment).reverse:
        return refuse(request, payment, why_not)
    form = ReversalForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return confirm(request, REVERSE, payment, form=form)
    try:
        request_reversal(
            payment_id=payment.pk, by=who(request), now=timezone.now(), **form.cleaned_data
        )
    except NotPossible as changed:
        return refuse(request, payment, str(changed))
    except ApprovalRefused as refused:
        form.add_error(None, f"{refused} {refused.next_step}")
        return confirm(request, REVERSE, payment, form=form)
    return done(request, payment, ASKED)
