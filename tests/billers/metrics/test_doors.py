"""The figures of calls, callbacks, breakers and the sweeper, as Prometheus reads them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from billers import tasks
from billers.operations.callbacks import Received, keep_callback
from billers.operations.looking_up import look_up_account
from tests.billers.operations.desk import CUSTOMER

UNKNOWN = "22003366613"


def test_calls_are_timed_by_biller_and_leg(bank, scrape):
    bank.pay("LWB_POSTPAID", "2200330044", debit_account=CUSTOMER)
    bank.pay("LWB_POSTPAID", UNKNOWN, debit_account=CUSTOMER)

    found = scrape()

    counted = "billie_biller_call_seconds_count"
    assert found[counted, "LWB_POSTPAID", "HOLD", "ACCEPTED"] == 2
    assert found[counted, "LWB_POSTPAID", "PAY", "ACCEPTED"] == 1
    assert found[counted, "LWB_POSTPAID", "PAY", "UNKNOWN"] == 1
    assert found["billie_biller_call_seconds_sum", "LWB_POSTPAID", "PAY", "ACCEPTED"] > 0


def test_lookups_are_counted_by_what_they_came_to(desk, scrape):
    for account in ("2200330044", "22003366619"):
        look_up_account(
            config=desk.config("LWB_POSTPAID"),
            account_number=account,
            account_type="",
            by=desk.teller,
            now=desk.at,
        )

    counted = "billie_biller_call_seconds_count"
    asked = [key for key in scrape() if key[:3] == (counted, "LWB_POSTPAID", "ACCOUNT_DETAILS")]

    assert (counted, "LWB_POSTPAID", "ACCOUNT_DETAILS", "FOUND") in asked


def test_callbacks_are_counted_once_by_their_verdict(desk, scrape):
    forged = Received(body=b"{}", signature="sha256=no", timestamp="1", address=None)

    for _ in range(2):
        keep_callback(config=desk.config("MASM"), received=forged, now=desk.at)

    assert scrape()["billie_bill_callbacks_total", "MASM", "FORGED"] == 1


def test_while_redis_is_gone_nothing_is_counted_and_the_next_one_counts(desk, scrape, settings):
    forged = Received(body=b"{}", signature="sha256=no", timestamp="1", address=None)
    here, settings.REDIS_URL = settings.REDIS_URL, "redis://127.0.0.1:1/0"
    keep_callback(config=desk.config("MASM"), received=forged, now=desk.at)
    settings.REDIS_URL = here

    keep_callback(config=desk.config("BWB_POSTPAID"), received=forged, now=desk.at)

    found = scrape()
    assert found["billie_bill_callbacks_total", "BWB_POSTPAID", "FORGED"] == 1
    assert ("billie_bill_callbacks_total", "MASM", "FORGED") not in found


def test_an_open_breaker_is_told(desk, scrape):
    for number in range(5):
        desk.pay("MASM", UNKNOWN, amount=Decimal(1000 + number))

    found = scrape(datetime.now(UTC))

    assert found["billie_biller_breaker_open", "MASM:PAY"] == 1
    assert found["billie_biller_breaker_open", "LWB_POSTPAID:PAY"] == 0
    assert found["billie_biller_breaker_open", "T24:HOLD"] == 0


def test_the_sweeper_tells_when_it_ran(desk, scrape):
    before = scrape()
    began = datetime.now(UTC)

    tasks.sweep()
    ended = datetime.now(UTC)
    after = scrape(ended + timedelta(minutes=1))

    oldest = ended - began + timedelta(minutes=1)
    assert ("billie_bill_sweep_age_seconds",) not in before
    assert 60 <= after["billie_bill_sweep_age_seconds",] <= oldest.total_seconds()


def test_what_waits_for_workers_is_told_by_queue(desk, scrape, redis_client):
    redis_client.rpush("payments", "a task", "another")

    found = scrape()

    assert found["billie_queue_depth", "payments"] == 2
    assert found["billie_queue_depth", "celery"] == 0
