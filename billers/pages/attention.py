"""What needs a person at the billers: age, value, owner, and what happens by itself."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from billers.models import BillerTransaction, BillerType
from billers.operations.assigning import RESOLVE
from billers.operations.breaker_states import open_breakers
from billers.pages.filters import AttentionFilterForm
from billers.pages.people import VIEW, name_of, who
from billers.pages.transactions import forget_part
from billers.queries.attention import (
    Standing,
    count_attention,
    page_attention,
    standing_of,
)
from billers.queries.held_back import list_biller_standings
from billie.live import publisher, topics
from billie.staff.access import may, requires_permission
from billie.web.keyset import Page
from billie.web.list_pages import show_list


@requires_permission(VIEW)
def attention(request: HttpRequest) -> HttpResponse:
    """List what needs a person, the oldest first, and the billers that are held back."""
    live_after = publisher.current_position()
    forget_part(request)
    now = timezone.now()
    filters = AttentionFilterForm(request.GET)
    asked = filters.asked(by=who(request))
    return show_list(
        request,
        template="billers/attention.html",
        title="Needs attention",
        filters=filters,
        ask=lambda _chosen, cursor: _shown(
            page_attention(now=now, filters=asked, cursor=cursor), now, who(request)
        ),
        may_assign=may(request, RESOLVE),
        billers=list_biller_standings(breakers=open_breakers(biller_types=BillerType, now=now)),
        topics=topics.PAYMENTS,
        address=request.get_full_path(),
        live_after=live_after,
    )


def count_waiting() -> int:
    """Return how many payments need a person, for the navigation."""
    return count_attention(now=timezone.now())


class ShownStanding(NamedTuple):
    """A payment that needs a person; `is_due` says that its next step comes any moment."""

    standing: Standing
    owner: str
    is_mine: bool
    is_due: bool


def _shown(page: Page[BillerTransaction], now: datetime, reader: User) -> Page[ShownStanding]:
    standings = [standing_of(payment) for payment in page.rows]
    return Page(
        rows=[
            ShownStanding(
                each,
                name_of(each.owner),
                is_mine=each.owner == reader,
                is_due=bool(each.next_step_at and each.next_step_at <= now),
            )
            for each in standings
        ],
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )
