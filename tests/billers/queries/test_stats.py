"""Daily figures agree with the payments that they count, however these moved."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from billers.models import BillerTransaction, DailyFigure, FigureChange
from billers.operations.counting import fold_changes
from billers.operations.retrying import retry_payment
from billers.queries.stats import get_stats

UNKNOWN, DECLINED = "22003366613", "22003366601"


def test_figures_are_those_of_the_payments_folded_or_not(desk):
    desk.pay("LWB_POSTPAID", "2200330044", amount=Decimal("700.00"))
    fold_changes()
    unknown = desk.pay("LWB_POSTPAID", UNKNOWN)
    declined = desk.pay("BWB_POSTPAID", DECLINED)
    retry_payment(payment_id=declined.pk, by=desk.teller, now=desk.at)
    desk.advance(declined)
    desk.wait(unknown)
    today = timezone.localdate(unknown.created_at)

    before = get_stats(from_date=today, to_date=today)
    fold_changes()
    after = get_stats(from_date=today, to_date=today)

    statuses = Counter(BillerTransaction.objects.values_list("status", flat=True))
    assert FigureChange.objects.count() == 0
    assert +before.total.by_status == +after.total.by_status == statuses
    assert after.total.payments == 3
    assert after.total.by_outcome["DECLINED"] == 1
    assert after.total.values == {"MWK": Decimal("2200.50")}
    assert after.total.success_rate == Decimal("0.6667")
    assert after.by_biller["BWB_POSTPAID"].success_rate == 0
    assert after.total.bands.total() == 2


def test_figures_never_fall_below_zero(desk):
    desk.pay("LWB_POSTPAID", "2200330044")
    fold_changes()

    assert set(DailyFigure.objects.values_list("payments", flat=True)) == {0, 1}


def test_the_period_before_has_the_same_length(desk):
    desk.pay("LWB_POSTPAID", "2200330044")
    today = timezone.localdate(desk.at)

    stats = get_stats(from_date=today + timedelta(days=1), to_date=today + timedelta(days=7))

    assert (stats.before.payments, stats.total.payments, len(stats.by_day)) == (1, 0, 7)


def test_a_period_is_asked_for_in_one_query(db, django_assert_num_queries):
    today = timezone.localdate()

    with django_assert_num_queries(1):
        stats = get_stats(from_date=today - timedelta(days=89), to_date=today)

    assert stats.total.success_rate is None
    assert stats.total.p95_ms is None
