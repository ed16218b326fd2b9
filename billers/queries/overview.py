"""The overview of bill payments: today beside the same day a week ago, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from billers.models import BillerConfig, BillerTransaction
from billers.queries.attention import count_attention
from billers.queries.payments import ORDER, PEOPLE
from billers.queries.stats import Stats, get_stats

WEEK = timedelta(days=7)
MOST_RECENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the first page shows; `needs_attention` is at most 1 000."""

    today: Stats
    a_week_ago: Stats
    last_days: Stats
    needs_attention: int
    billers: list[BillerConfig]
    recent: list[BillerTransaction]


def get_overview(*, now: datetime) -> Overview:
    """Return today's figures, those of the same day a week ago, and those of the last 7 days."""
    today = timezone.localdate(now)
    recent = BillerTransaction.objects.select_related(*PEOPLE).order_by(*ORDER)
    return Overview(
        today=get_stats(from_date=today, to_date=today),
        a_week_ago=get_stats(from_date=today - WEEK, to_date=today - WEEK),
        last_days=get_stats(from_date=today - WEEK + timedelta(days=1), to_date=today),
        needs_attention=count_attention(now=now),
        billers=list(BillerConfig.objects.order_by("display_name", "id")),
        recent=list(recent[:MOST_RECENT]),
    )
