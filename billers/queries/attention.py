"""What needs a person at the billers: unknown payments, conflicts, stuck money, paused billers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, Min, Q, QuerySet, Sum

from billers.models import BillerConfig, BillerTransaction, Outcome
from billers.queries.payments import NEEDS_PEOPLE, PEOPLE
from billers.states import LIVE, Status
from billie.web.keyset import DEFAULT_LIMIT, Page, paginate

MOST_COUNTED = 1000
LATE = timedelta(minutes=10)
"""After which a payment that is not even unknown is not on a usual way any more."""


class Trouble(StrEnum):
    """Why something needs a person."""

    CONFLICT = "CONFLICT"
    STUCK_MONEY = "STUCK_MONEY"
    UNKNOWN = "UNKNOWN"
    STANDING_STILL = "STANDING_STILL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A payment that needs a person: why, since when, and what happens by itself and when."""

    payment: BillerTransaction
    trouble: Trouble
    since: datetime
    owner: User | None
    next_step: str
    next_step_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillerStanding:
    """A biller that is held back: unresolved money above its limit, or an open breaker."""

    config: BillerConfig
    payments: int
    unresolved: Decimal
    oldest_at: datetime | None
    is_paused: bool
    open_until: datetime | None


def page_attention(
    *, now: datetime, biller_type: str = "", cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[BillerTransaction]:
    """Return a page of payments that need a person, the oldest first.

    :raises billie.web.keyset.CursorNotValid: if the cursor was changed
    """
    waiting = _waiting(now)
    if biller_type:
        waiting = waiting.filter(biller_type=biller_type.upper())
    rows = waiting.select_related(*PEOPLE)
    return paginate(rows, order=["created_at", "id"], cursor=cursor, limit=limit)


def standing_of(payment: BillerTransaction) -> Standing:
    """Say why a payment needs a person, and what Billie does about it by itself."""
    trouble = _trouble(payment)
    return Standing(
        payment=payment,
        trouble=trouble,
        since=payment.unknown_since or payment.created_at,
        owner=payment.owner or payment.initiated_by,
        next_step=_next_step(payment, trouble),
        next_step_at=None if payment.has_conflict else payment.next_action_at,
    )


def count_attention(*, now: datetime) -> int:
    """Return how many payments need a person, at most 1 000."""
    return _waiting(now)[:MOST_COUNTED].count()


def list_biller_standings(*, breakers: Mapping[str, datetime]) -> list[BillerStanding]:
    """Return the billers that are held back, those with most unresolved money first.

    `breakers` says by biller type until when its open breaker holds calls back
    (`billers.operations.protection.open_breakers`).
    """
    unresolved = _unresolved()
    found = [
        _biller_standing(config, unresolved.get(config.pk, NOTHING), breakers)
        for config in BillerConfig.objects.filter(is_active=True)
    ]
    held_back = [each for each in found if each.is_paused or each.open_until]
    return sorted(held_back, key=lambda each: each.unresolved, reverse=True)


class _Unresolved(NamedTuple):
    payments: int
    amount: Decimal
    oldest_at: datetime | None


NOTHING = _Unresolved(0, Decimal(0), None)


def _unresolved() -> dict[int, _Unresolved]:
    """Return the unknown payments of each biller, summed up."""
    unknown = BillerTransaction.objects.filter(status=Status.UNKNOWN).order_by()
    sums = unknown.values_list("config_id").annotate(
        Count("id"), Sum("amount"), Min("unknown_since")
    )
    return {config_id: _Unresolved(*rest) for config_id, *rest in sums}


def _biller_standing(
    config: BillerConfig, unresolved: _Unresolved, breakers: Mapping[str, datetime]
) -> BillerStanding:
    limit = config.pause_above
    return BillerStanding(
        config=config,
        payments=unresolved.payments,
        unresolved=unresolved.amount,
        oldest_at=unresolved.oldest_at,
        is_paused=limit is not None and unresolved.amount > limit,
        open_until=breakers.get(config.biller_type),
    )


def _waiting(now: datetime) -> "QuerySet[BillerTransaction]":
    late = Q(status__in=LIVE - {Status.UNKNOWN}, created_at__lte=now - LATE)
    return BillerTransaction.objects.filter(NEEDS_PEOPLE | late)


def _trouble(payment: BillerTransaction) -> Trouble:
    if payment.has_conflict:
        return Trouble.CONFLICT
    if payment.status != Status.UNKNOWN:
        return Trouble.STANDING_STILL
    return Trouble.STUCK_MONEY if _is_money_stuck(payment) else Trouble.UNKNOWN


def _is_money_stuck(payment: BillerTransaction) -> bool:
    """Tell whether the biller's leg is settled and the held money has not followed yet."""
    is_held = payment.uses_core_banking and payment.hold_outcome == Outcome.ACCEPTED
    return is_held and payment.pay_outcome not in {"", Outcome.UNKNOWN}


def _next_step(payment: BillerTransaction, trouble: Trouble) -> str:
    if trouble == Trouble.CONFLICT:
        return "Nothing moves by itself any more: two people decide what happened."
    if payment.next_action_at is None:
        return "Nobody can be asked: a statement, a callback or two people will settle it."
    return BY_ITSELF[trouble]


BY_ITSELF: Mapping[Trouble, str] = {
    Trouble.STUCK_MONEY: "Core banking is asked to move the held money again.",
    Trouble.UNKNOWN: "It is looked into again by itself: asked about, or safely sent again.",
    Trouble.STANDING_STILL: "A worker takes it up again.",
}
