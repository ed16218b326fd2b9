"""The list of payments: filters and place in the address, live while it is open."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from billers.models import BillerTransaction
from billers.pages.exporting import export_url
from billers.pages.filters import PaymentFilterForm
from billers.pages.people import VIEW
from billers.pages.rows import PaymentRow, show_payments
from billers.pages.views import chips_of
from billers.queries.payments import page_payments
from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.keyset import Page
from billie.web.list_pages import show_list


@requires_permission(VIEW)
def transactions(request: HttpRequest) -> HttpResponse:
    """List payments, the newest first."""
    live_after = publisher.current_position()
    forget_part(request)
    filters = PaymentFilterForm(request.GET)
    asked = filters.asked()
    return show_list(
        request,
        template="billers/transactions.html",
        title="Bill payments",
        filters=filters,
        ask=lambda _chosen, cursor: _shown(page_payments(filters=asked, cursor=cursor)),
        topics=topics.PAYMENTS,
        address=request.get_full_path(),
        live_after=live_after,
        export_url=export_url(request, asked),
        views=chips_of(request, filters),
        filter_words=urlencode(filters.as_written()),
        may_pay=may(request, "billers.pay_bill"),
    )


def forget_part(request: HttpRequest) -> None:
    """Take out of the address which part an open page asks for, so that no link carries it on."""
    if "part" in request.GET:
        given = request.GET.copy()
        del given["part"]
        request.GET = given  # type: ignore[assignment]
        request.META["QUERY_STRING"] = given.urlencode()


def _shown(page: Page[BillerTransaction]) -> Page[PaymentRow]:
    return Page(
        rows=show_payments(page.rows),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )
