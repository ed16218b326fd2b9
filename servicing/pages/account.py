"""The address of a loan account: its place on its customer's page.

An account may be known before its customer (WIRE 1.3); then it is shown by itself.
"""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.panel import render_page
from servicing.pages.account_money import find_owing, money_context
from servicing.pages.account_pane import account_pane
from servicing.queries.accounts import AccountNotKnown, get_account_view

VIEW = "servicing.view_loanaccount"


@requires_permission(VIEW)
def account(request: HttpRequest, loan_account_id: str) -> HttpResponse:
    """Lead to the account on its customer's page, or show it while its customer is not known.

    With `?part=`, as an open page asks, only the account itself.
    """
    live_after = publisher.current_position()  # before anything is read
    try:
        view = get_account_view(loan_account_id=loan_account_id)
    except AccountNotKnown:
        unknown = {"title": "No such account", "loan_account_id": loan_account_id}
        return render_page(request, "servicing/account_not_known.html", unknown, status=404)
    is_part = "part" in request.GET
    if view.account.customer_id and not is_part and may(request, "servicing.view_customer"):
        place = reverse("servicing:customer", args=[view.account.customer_id])
        return redirect(f"{place}?{urlencode({'account': loan_account_id})}")
    now = timezone.now()
    owing = find_owing(request, [view.account], is_part=is_part)
    address = reverse("servicing:account", args=[loan_account_id])
    tab = {"tab": request.GET["tab"]} if request.GET.get("tab") else {}
    context: dict[str, Any] = {
        "title": f"Account {view.account}",
        "pane": account_pane(view.account, view.instalments, today=timezone.localdate(now)),
        "parked_account": view.parked,
        "address": address,
        "parts_url": f"{address}?{urlencode(tab)}" if tab else address,
        "account_topics": quote(topics.account(loan_account_id), safe=":"),
        "live_after": live_after,
        **money_context(
            request,
            view.account,
            customer_ids=[view.account.customer_id] if view.account.customer_id else [],
            owing=owing,
            is_part=is_part,
            now=now,
        ),
    }
    if is_part:
        return render(request, "servicing/customer/account.html", context)
    return render_page(request, "servicing/account.html", context)
