"""The figures of payments, as Prometheus reads them."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection

from billers.models import BillerConfig, BillerTransaction, CoreTransfer
from billers.operations.counting import fold_changes
from billers.queries.watching import list_in_trouble, list_not_final
from tests.billers.operations.desk import CUSTOMER
from tests.many_rows import copy_row

UNKNOWN = "22003366613"
MANY = 100_000


def test_payments_are_counted_by_biller_status_and_outcome(desk, scrape):
    desk.pay("LWB_POSTPAID", "2200330044")
    desk.pay("LWB_POSTPAID", "2200330045", amount=Decimal(500))
    fold_changes()
    desk.pay("MASM", UNKNOWN)

    found = scrape()

    paid = ("LWB_POSTPAID", "ACCEPTED", "COMPLETED")
    assert found["billie_bill_payments", *paid] == 2
    assert found["billie_bill_payments_value", *paid[:1], "MWK", *paid[1:]] == 2000.5
    assert found["billie_bill_payments", "MASM", "", "UNKNOWN"] == 1


def test_what_is_not_final_has_a_count_a_value_and_an_age(desk, scrape):
    desk.pay("MASM", UNKNOWN)
    desk.later(minutes=3)
    desk.pay("MASM", UNKNOWN, amount=Decimal("499.50"))
    desk.ask("LWB_POSTPAID", "2200330044")
    desk.later(minutes=2)

    found = scrape()

    assert found["billie_bill_payments_open", "MASM", "UNKNOWN"] == 2
    assert found["billie_bill_payments_open_value", "MASM", "MWK", "UNKNOWN"] == 2000
    assert found["billie_bill_payments_open_oldest_seconds", "MASM", "UNKNOWN"] == 300
    assert found["billie_bill_payments_open", "LWB_POSTPAID", "PENDING"] == 1
    assert found["billie_bill_payments_open", "TNM_BUNDLES", "PROCESSING"] == 0
    assert found["billie_bill_payments_open_oldest_seconds", "TNM_BUNDLES", "PENDING"] == 0


def test_troubles_are_told_apart(desk, scrape):
    contradicted = desk.pay("MASM", UNKNOWN)
    desk.pay("BWB_POSTPAID", UNKNOWN)
    BillerTransaction.objects.filter(pk=contradicted.pk).update(has_conflict=True)

    found = scrape()

    assert found["billie_bill_payments_troubled", "MASM", "CONFLICT"] == 1
    assert found["billie_bill_payments_troubled", "MASM", "UNKNOWN"] == 0
    assert found["billie_bill_payments_troubled_value", "MASM", "MWK", "CONFLICT"] == 1500.5
    assert found["billie_bill_payments_troubled", "BWB_POSTPAID", "UNKNOWN"] == 1


def test_held_money_that_did_not_move_is_stuck(bank, scrape):
    payment = bank.pay("MASM", UNKNOWN, debit_account=CUSTOMER)
    BillerTransaction.objects.filter(pk=payment.pk).update(pay_outcome="ACCEPTED")

    assert scrape()["billie_bill_payments_troubled", "MASM", "STUCK_MONEY"] == 1


def test_final_payments_are_never_read_to_count_the_others(desk):
    payment = desk.pay("LWB_POSTPAID", "2200330044")
    desk.pay("MASM", UNKNOWN)
    others = {
        "number": "'M' || n",
        "obligation": "'M' || n",
        "created_at": "created_at - n * interval '1 second'",
    }
    copy_row(payment, times=MANY, but=others)

    plans = []
    with connection.execute_wrapper(_explaining(plans)):
        assert [row.payments for row in list_not_final()] == [1]
        assert [row.payments for row in list_in_trouble(now=desk.at)] == [1]

    assert len(plans) == 2
    assert [plan for plan in plans if "Seq Scan" in plan] == []


def test_a_biller_with_too_much_unresolved_money_is_told_to_be_paused(desk, scrape):
    BillerConfig.objects.filter(biller_type="MASM").update(pause_above=1000)
    desk.pay("MASM", UNKNOWN)

    found = scrape()

    assert found["billie_biller_paused", "MASM"] == 1
    assert found["billie_biller_paused", "LWB_POSTPAID"] == 0
    assert found["billie_biller_unresolved_value", "MASM", "MWK"] == 1500.5


def test_transfers_that_nobody_knows_of_are_told_with_their_age(desk, scrape):
    assert scrape()["billie_core_transfers_unsettled",] == 0
    CoreTransfer.objects.create(
        reference="TRFMADEUP1",
        amount=Decimal("500.00"),
        currency="MWK",
        asked_by=desk.teller,
        asked_at=desk.at - timedelta(hours=1),
    )

    found = scrape()

    assert found["billie_core_transfers_unsettled",] == 1
    assert found["billie_core_transfers_unsettled_oldest_seconds",] == 3600
    assert found["billie_core_transfers_unsettled_value", "MWK"] == 500


def _explaining(plans):
    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"explain {sql}", params)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
        return execute(sql, params, many, context)

    return explain
