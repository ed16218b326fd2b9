"""The dashboard: what arrives, what we have, and what needs a person."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from billie.live import publisher, topics
from billie.staff.access import SIGNED_IN, may, requires_permission
from billie.web.panel import render_page
from billie.web.remembering import remembered
from servicing.pages.attention import list_attention
from servicing.pages.chart import compared_days, draw_day
from servicing.pages.feed import tell
from servicing.queries import figures, streams

FEED_EVENTS = 80
FEED_LINES = 14
ANSWER_SECONDS = 1
FIGURE_SECONDS = 10


@requires_permission(SIGNED_IN)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the day at a glance; with `?part=` only the parts that an open page asks for again."""
    now = timezone.now()
    live_after = publisher.current_position()
    visible = [name for name, part in PARTS.items() if _may_see(request, part.topic)]
    asked = request.GET.getlist("part")
    context: dict[str, Any] = {
        "title": "Dashboard",
        "today": timezone.localtime(now),
        "live_after": live_after,
        "live_url": reverse("servicing:dashboard"),
        "parts": [name for name in visible if not asked or name in asked],
    }
    for name in context["parts"]:
        context |= PARTS[name].answer(now)
    if asked:
        return render(request, "servicing/parts/dashboard_parts.html", context)
    return render_page(request, "servicing/dashboard.html", context)


def _may_see(request: HttpRequest, topic: str) -> bool:
    return all(may(request, permission) for permission in topics.permissions_for([topic]))


class Figure(NamedTuple):
    """A figure and the rows behind it."""

    label: str
    note: str
    icon: str
    route: str
    query: str
    ask: Callable[[], figures.Size]


FIGURES = (
    Figure("Customers", "by name", "group", "servicing:customers", "", figures.get_customer_total),
    Figure(
        "Loan accounts",
        "open and closed",
        "account_balance_wallet",
        "servicing:accounts",
        "",
        figures.get_account_total,
    ),
    Figure(
        "In arrears",
        "most days past due first",
        "running_with_errors",
        "servicing:accounts",
        "?arrears=yes",
        figures.get_arrears_total,
    ),
)


def _figures(now: datetime) -> dict[str, Any]:
    shown = []
    for figure in FIGURES:
        size = remembered(figure.ask.__name__, seconds=FIGURE_SECONDS, answer=figure.ask)
        shown.append(
            {
                "label": figure.label,
                "note": figure.note,
                "icon": figure.icon,
                "url": reverse(figure.route) + figure.query,
                "value": size.rows,
                "is_estimate": size.is_estimate,
            }
        )
    return {"figures": shown}


def _chart(now: datetime) -> dict[str, Any]:
    zone = timezone.get_current_timezone()
    tallies: dict[datetime, int] = {}
    for since, until in compared_days(now=now, zone=zone):
        tallies |= remembered(
            f"tallies:{since:%Y-%m-%d}",
            seconds=ANSWER_SECONDS,
            answer=partial(streams.get_event_tallies, since=since, until=until),
        )
    return {"chart": draw_day(tallies, now=now, zone=zone)}


def _attention(now: datetime) -> dict[str, Any]:
    status = remembered(
        "streams", seconds=ANSWER_SECONDS, answer=lambda: streams.list_stream_status(now=now)
    )
    return {"attention": list_attention(status)}


def _feed(now: datetime) -> dict[str, Any]:
    events = streams.list_latest_events(limit=FEED_EVENTS)
    return {"feed": tell(events, lines=FEED_LINES)}


class Part(NamedTuple):
    """A part of the dashboard; when its topic changes, open pages ask for it again."""

    topic: str
    answer: Callable[[datetime], dict[str, Any]]


PARTS = {
    "dashboard-figures": Part(topics.DASHBOARD, _figures),
    "dashboard-chart": Part(topics.DASHBOARD, _chart),
    "dashboard-attention": Part(topics.OPERATIONS, _attention),
    "dashboard-feed": Part(topics.DASHBOARD, _feed),
}
