"""What the pages of casework about a customer share: who it is, and the way back."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from servicing.pages.note_form import mint_key
from servicing.queries.customers import CustomerView

NOT_ACCEPTED = 422


def who(request: HttpRequest) -> dict[str, Any]:
    """Return who acts now, as operations take it; strangers do not come this far."""
    return {"by": cast(User, request.user), "now": timezone.now()}


def frame(view: CustomerView, chosen_id: str = "") -> dict[str, Any]:
    """Return what every form about a customer has around it."""
    return {
        "customer_id": view.customer_id,
        "customer_name": str(view.customer or view.customer_id),
        "chosen_id": chosen_id,
        "back_url": back_url(view.customer_id, chosen_id),
        "once": mint_key(),
    }


def back_url(customer_id: str, chosen_id: str = "") -> str:
    """Return the address of the customer's page with an account chosen."""
    query = f"?{urlencode({'account': chosen_id})}" if chosen_id else ""
    return f"{reverse('servicing:customer', args=[customer_id])}{query}"


def to_customer(customer_id: str, chosen_id: str = "") -> HttpResponse:
    """Lead back to the customer."""
    return redirect(back_url(customer_id, chosen_id))
