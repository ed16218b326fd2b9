"""What needs a person at the billers: unknown payments, conflicts, stuck money, and stillness."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User

from billers.models import BillerTransaction
from billers.queries.owners import narrow_to_owner
from billers.queries.payments import PEOPLE
from billers.queries.troubles import Trouble, find_troubled
from billie.web.keyset import DEFAULT_LIMIT, Page, paginate

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A payment that needs a person: why, since when, and what happens by itself and when.

    `alarm` is what an alarm says that nobody has looked into, empty without one.
    """

    payment: BillerTransaction
    trouble: Trouble
    since: datetime
    owner: User | None
    next_step: str
    next_step_at: datetime | None
    alarm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionFilters:
    """How it can be narrowed; `owner` is a username. What is empty does not narrow it."""

    biller_type: str = ""
    trouble: str = ""
    owner: str = ""


ALL = AttentionFilters()


def page_attention(
    *,
    now: datetime,
    filters: AttentionFilters = ALL,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[BillerTransaction]:
    """Return a page of payments that need a person, the oldest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    waiting = find_troubled(now=now, trouble=filters.trouble)
    if filters.biller_type:
        waiting = waiting.filter(biller_type=filters.biller_type.upper())
    if filters.owner:
        waiting = narrow_to_owner(waiting, filters.owner)
    rows = waiting.select_related("alarm", *PEOPLE)
    return paginate(rows, order=["created_at", "id"], cursor=cursor, limit=limit)


def standing_of(payment: BillerTransaction) -> Standing:
    """Say why a payment of such a page needs a person, and what Billie does by itself."""
    trouble = Trouble(cast(Any, payment).trouble)
    return Standing(
        payment=payment,
        trouble=trouble,
        since=payment.unknown_since or payment.reversing_since or payment.created_at,
        owner=payment.owner or payment.initiated_by,
        next_step=_next_step(payment, trouble),
        next_step_at=None if payment.has_conflict else payment.next_action_at,
        alarm=payment.alarm.words if payment.has_alarm else "",
    )


def count_attention(*, now: datetime) -> int:
    """Return how many payments need a person, at most 1 000."""
    return find_troubled(now=now)[:MOST_COUNTED].count()


def _next_step(payment: BillerTransaction, trouble: Trouble) -> str:
    if trouble == Trouble.CONFLICT:
        return "Nothing moves by itself any more: two people decide what happened."
    if trouble == Trouble.ALARM and not payment.is_open:
        return "Nothing: somebody has to look into it."
    if payment.next_action_at is None:
        return "Nobody can be asked: a statement, a callback or two people will settle it."
    return (REVERSAL_BY_ITSELF if payment.is_reversing else BY_ITSELF)[trouble]


BY_ITSELF: Mapping[Trouble, str] = {
    Trouble.STUCK_MONEY: "Core banking is asked to move the held money again.",
    Trouble.ALARM: "It is looked into again by itself, and the alarm stays until somebody looks.",
    Trouble.UNKNOWN: "It is looked into again by itself: asked about, or safely sent again.",
    Trouble.STANDING_STILL: "A worker takes it up again.",
}
REVERSAL_BY_ITSELF: Mapping[Trouble, str] = {
    **BY_ITSELF,
    Trouble.STUCK_MONEY: "Core banking is asked to give the customer's money back again.",
    Trouble.UNKNOWN: "The reversal is safely sent again. Nothing is given back meanwhile.",
}
