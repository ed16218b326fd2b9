"""Counting payments into daily figures: with each move, in its own transaction.

Note [Figures are changed by adding rows] says why nothing is counted in place. A payment remembers
where it was counted (`counted_as`), so it is taken out of there whatever has become of it since.
"""

from django.db import connection
from django.utils import timezone

from billers.models import BillerTransaction, DailyFigure, FigureChange
from billers.speeds import band_of
from billers.states import FINAL

MOST_FOLDED = 20_000
KEY = ("day", "biller_type", "currency", "status", "outcome", "band")
SUMS = ("payments", "amount", "milliseconds")


def count(payment: BillerTransaction) -> None:
    """Count a payment as it stands now, and no longer as it stood. The caller saves it."""
    now, before = _counted_as(payment), payment.counted_as
    if now == before:
        return
    places = [(before, -1)] if before else []
    FigureChange.objects.bulk_create(
        _change(payment, place, sign) for place, sign in [*places, (now, 1)]
    )
    payment.counted_as = now


def fold_changes(*, limit: int = MOST_FOLDED) -> int:
    """Fold changes into the figures; return how many. Two at once share them out."""
    keys, sums = ", ".join(KEY), ", ".join(SUMS)
    figures, changes = DailyFigure._meta.db_table, FigureChange._meta.db_table
    added = ", ".join(f"{name} = {figures}.{name} + excluded.{name}" for name in SUMS)
    totals = ", ".join(f"sum({name})" for name in SUMS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with due as (select id from {changes} order by id limit %s"  # noqa: S608
            " for update skip locked),"
            f" gone as (delete from {changes} using due where {changes}.id = due.id"
            f" returning {keys}, {sums}),"
            f" folded as (insert into {figures} ({keys}, {sums})"
            f" select {keys}, {totals} from gone group by {keys} order by {keys}"
            f" on conflict ({keys}) do update set {added})"
            " select count(*) from gone",
            [limit],
        )
        return int(cursor.fetchone()[0])


def _counted_as(payment: BillerTransaction) -> str:
    """Return where a payment is counted as it stands: status, outcome, and its time."""
    outcome, milliseconds = "", 0
    if payment.status in FINAL:
        outcome = payment.pay_outcome
        if payment.processed_at and payment.completed_at:
            took = payment.completed_at - payment.processed_at
            milliseconds = max(1, round(took.total_seconds() * 1000))
    return f"{payment.status}:{outcome}:{milliseconds}"


def _change(payment: BillerTransaction, place: str, sign: int) -> FigureChange:
    status, outcome, milliseconds = place.split(":")
    took = int(milliseconds)
    return FigureChange(
        day=timezone.localdate(payment.created_at),
        biller_type=payment.biller_type,
        currency=payment.currency,
        status=status,
        outcome=outcome,
        band=band_of(took) if took else 0,
        payments=sign,
        amount=sign * payment.amount,
        milliseconds=sign * took,
    )
