"""The first page of bill payments: today beside a week ago, each biller, what needs a person."""

from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from billers.models import BillerConfig
from billers.pages.people import VIEW
from billers.pages.rows import show_payments
from billers.queries.overview import Overview, get_overview
from billers.queries.stats import Figures
from billers.states import Status
from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web import words
from billie.web.panel import render_page


class Figure(NamedTuple):
    """One figure of today, beside the same day a week ago, and the rows behind it."""

    label: str
    value: str
    before: str
    url: str


class BillerLine(NamedTuple):
    """How one biller did in the last days."""

    config: BillerConfig
    payments: int
    values: str
    rate: str
    p95_seconds: float | None
    url: str


@requires_permission(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show how bill payments go."""
    live_after = publisher.current_position()
    now = timezone.now()
    found = get_overview(now=now)
    context = {
        "title": "Bill payments",
        "figures": _figures(found),
        "billers": [_line(config, found) for config in found.billers],
        "needs_attention": found.needs_attention,
        "recent": show_payments(found.recent),
        "may_pay": may(request, "billers.pay_bill"),
        "may_look_up": may(request, "billers.look_up_bill"),
        "topics": topics.PAYMENTS,
        "address": reverse("billers:overview"),
        "live_after": live_after,
    }
    if "part" in request.GET:
        return render(request, "billers/overview_parts.html", context)
    return render_page(request, "billers/overview.html", context)


def _figures(found: Overview) -> list[Figure]:
    today, before = found.today.total, found.a_week_ago.total
    rows = reverse("billers:transactions") + f"?from_date={found.today.from_date.isoformat()}"
    return [
        Figure("Payments", words.whole(today.payments), words.whole(before.payments), rows),
        Figure(
            "Paid",
            _sums(today),
            _sums(before),
            f"{rows}&status={Status.COMPLETED}",
        ),
        Figure("Of those settled, paid", _rate(today), _rate(before), rows),
        Figure(
            "Not paid",
            words.whole(today.by_status[Status.FAILED]),
            words.whole(before.by_status[Status.FAILED]),
            f"{rows}&status={Status.FAILED}",
        ),
        Figure(
            "Not known yet",
            words.whole(today.by_status[Status.UNKNOWN]),
            words.whole(before.by_status[Status.UNKNOWN]),
            f"{rows}&status={Status.UNKNOWN}",
        ),
    ]


def _line(config: BillerConfig, found: Overview) -> BillerLine:
    figures = found.last_days.by_biller.get(config.biller_type, Figures())
    since = found.last_days.from_date.isoformat()
    return BillerLine(
        config=config,
        payments=figures.payments,
        values=_sums(figures),
        rate=_rate(figures),
        p95_seconds=None if figures.p95_ms is None else figures.p95_ms / 1000,
        url=f"{reverse('billers:transactions')}?biller_type={config.biller_type}&from_date={since}",
    )


def _sums(figures: Figures) -> str:
    """Return what was paid, by currency."""
    sums = [f"{words.amount(sum_)} {code}" for code, sum_ in sorted(figures.values.items())]
    return ", ".join(sums) or words.NOT_KNOWN


def _rate(figures: Figures) -> str:
    rate = figures.success_rate
    return words.NOT_KNOWN if rate is None else f"{rate * Decimal(100):.1f} %"
