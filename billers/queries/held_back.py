"""Billers that are held back: too much unresolved money there, or a breaker that is open.

# Note [Whose money is unresolved at a biller]
Only that of payments which a biller was asked to take. While nobody knows whether core banking
holds the money, nothing was sent to the biller yet: such a payment, counted, would hold itself
back for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, Q, Sum

from billers.models import BillerConfig, BillerTransaction
from billers.states import Status

UNRESOLVED = Q(status=Status.UNKNOWN) & ~Q(pay_outcome="")
"""Note [Whose money is unresolved at a biller]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillerStanding:
    """A biller with its unresolved money, and whether that or an open breaker holds it back."""

    config: BillerConfig
    payments: int
    unresolved: Decimal
    oldest_at: datetime | None
    is_paused: bool
    open_until: datetime | None


def list_biller_standings(*, breakers: Mapping[str, datetime]) -> list[BillerStanding]:
    """Return the billers that are held back, those with most unresolved money first.

    `breakers` says by biller type until when its open breaker holds calls back
    (`billers.operations.breakers.open_breakers`).
    """
    found = list_active_billers(breakers=breakers)
    held_back = [each for each in found if each.is_paused or each.open_until]
    return sorted(held_back, key=lambda each: each.unresolved, reverse=True)


def list_active_billers(*, breakers: Mapping[str, datetime]) -> list[BillerStanding]:
    """Return all billers that are switched on, held back or not, by name."""
    unresolved = _unresolved()
    configs = BillerConfig.objects.filter(is_active=True).order_by("display_name", "id")
    return [
        _biller_standing(config, unresolved.get(config.pk, NOTHING), breakers)
        for config in configs
    ]


class _Unresolved(NamedTuple):
    payments: int
    amount: Decimal
    oldest_at: datetime | None


NOTHING = _Unresolved(0, Decimal(0), None)


def _unresolved() -> dict[int, _Unresolved]:
    """Return the unknown payments of each biller, summed up."""
    unknown = BillerTransaction.objects.filter(UNRESOLVED).order_by()
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
