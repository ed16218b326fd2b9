"""Taking a payment over, or giving it to a colleague, from any page that shows its owner."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from billers.models import BillerTransaction
from billers.operations.assigning import RESOLVE, OwnerNotPossible, assign_payment
from billers.operations.choosing import NotPossible
from billers.pages.acts import get_or_404, refuse
from billers.pages.people import ME, name_of, who
from billie.staff.access import requires_permission


@requires_permission(RESOLVE)
@require_POST
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Make somebody the owner of a payment, and lead back to where that was asked for."""
    payment = get_or_404(number)
    wanted = request.POST.get("to", "")
    to = who(request) if wanted == ME else _person_called(wanted)
    if to is None:
        return refuse(request, payment, "Choose who is to look into it.")
    try:
        assign_payment(payment_id=payment.pk, to=to, by=who(request), now=timezone.now())
    except (NotPossible, OwnerNotPossible) as refused:
        return refuse(request, payment, str(refused))
    whose = "You look" if to == who(request) else f"{name_of(to)} looks"
    messages.success(request, f"{whose} into {payment.number} now.")
    return _back(request, payment)


def _person_called(username: str) -> User | None:
    return User.objects.filter(username=username).first() if "\0" not in username else None


def _back(request: HttpRequest, payment: BillerTransaction) -> HttpResponse:
    """Lead to the page that the form was on, never to another site."""
    wanted: Any = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = reverse("billers:transaction", args=[payment.number])
    return HttpResponseRedirect(wanted)  # never taken for the name of a route
