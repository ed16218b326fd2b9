"""The operations page shows how bill payments run, beside the event streams."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from billers.models import BillerConfig, CoreTransfer
from billers.operations.tallying import note_sweep

PAGE = "/operations/"
UNKNOWN = "22003366613"


def test_queues_sweeper_breakers_and_paused_billers_are_shown(desk, teller, redis_client):
    for number in range(5):
        desk.pay("MASM", UNKNOWN, amount=Decimal(1000 + number))
    BillerConfig.objects.filter(biller_type="MASM").update(pause_above=1000)
    redis_client.rpush("payments", *["a task"] * 501)
    note_sweep(now=datetime.now(UTC))

    shown = teller.open(PAGE)

    assert "MASM:PAY" in shown
    assert "Medical Aid Society of Malawi, " in shown
    assert "Long" in shown
    assert "Runs" in shown
    assert 'href="/billers/attention/?trouble=UNKNOWN"' in shown


def test_a_sweeper_that_never_ran_is_said_to_be_silent(desk, teller):
    assert "Silent: look at beat and the workers of payments" in teller.open(PAGE)


def test_a_transfer_that_nobody_knows_of_is_shown_to_who_can_look_at_it(desk, teller, admin):
    CoreTransfer.objects.create(
        reference="TRFMADEUP1",
        debit_account="1007001",
        credit_account="1007002",
        amount=Decimal("500.00"),
        currency="MWK",
        outcome="UNKNOWN",
        asked_by=desk.teller,
        asked_at=datetime.now(UTC) - timedelta(hours=1),
    )

    shown, seen = teller.open(PAGE), admin.get(PAGE).content.decode()

    assert "500.00" in shown
    assert "Look at them" not in shown
    link = "/admin/billers/coretransfer/?outcome__exact=UNKNOWN"
    assert f'href="{link}"' in seen
    assert "TRFMADEUP1" in admin.get(link).content.decode()


def test_without_redis_the_rest_is_shown(desk, teller, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    shown = teller.open(PAGE)

    assert "Redis does not answer: not known." in shown
    assert "Oldest not known" in shown
