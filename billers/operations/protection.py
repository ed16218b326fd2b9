"""What keeps a troubled biller from taking more: breaker, places, a pause by unresolved money."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from billers.models import BillerConfig, BillerTransaction, Leg
from billers.operations.breakers import Breakers, breaker_of
from billers.queries.held_back import UNRESOLVED

PAUSED_FOR = timedelta(minutes=1)
NO_PLACE_FOR = timedelta(seconds=1)
STARTS = frozenset({Leg.HOLD, Leg.PAY})


def blocked_until(
    payment: BillerTransaction, leg: Leg, *, breakers: Breakers, now: datetime
) -> datetime | None:
    """Return until when a leg may not be called, None if its way is free.

    Holds the biller's places locked until the caller's transaction ends.
    """
    is_start = leg in STARTS and not payment.pay_outcome  # else its biller is paid already
    if is_start and (not payment.config.is_active or is_paused(payment.config)):
        return now + PAUSED_FOR
    legs = [leg]
    if leg == Leg.HOLD and is_start:
        legs.append(Leg.PAY)  # no money is held for a biller that cannot be paid now
    places = payment.config.concurrency_limit
    for each in legs:
        breaker = breaker_of(breakers, payment.biller_type, each)
        if breaker.open_until:
            return breaker.open_until
        if breaker.is_on_trial:
            places = 1  # the others wait for what becomes of it: each may end unknown
    return None if _has_place(payment.config, places, now) else now + NO_PLACE_FOR


def is_paused(config: BillerConfig) -> bool:
    """Tell whether so much money is unresolved at a biller that nothing new is started."""
    return config.pause_above is not None and unresolved(config) > config.pause_above


def unresolved(config: BillerConfig) -> Decimal:
    """Return the money of a biller's payments of which nobody knows what became."""
    rows = BillerTransaction.objects.filter(UNRESOLVED, config=config)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _has_place(config: BillerConfig, places: int, now: datetime) -> bool:
    """Count once the lock is held: two statements, each with its own sight of the rows."""
    payments = BillerTransaction._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('billers places'), %s);"  # noqa: S608
            f" select count(*) from {payments} where config_id = %s and claimed_until > %s",
            [config.pk, config.pk, now],
        )
        cursor.nextset()
        taken = cursor.fetchone()[0]
    return bool(taken < places)
