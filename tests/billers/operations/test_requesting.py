"""Taking payments on: what is refused, and never two for one bill."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from billers.models import BillerTransaction, TransactionType
from billers.operations.intents import AbilityMissing, BillerInactive, PaymentRefused
from billers.operations.requesting import AlreadyPaid, BillerPaused
from billers.states import Status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account_number": " "}, "accountNumber"),
        ({"amount": Decimal("0")}, "amount"),
        ({"amount": Decimal("-5")}, "amount"),
        ({"amount": Decimal("150.505")}, "amount"),
        ({"amount": Decimal("99.99")}, "amount"),
        ({"amount": Decimal("5000000.01")}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"credit_account": "LWBWATER"}, "debitAccount"),
    ],
)
def test_what_cannot_be_paid_names_the_field_and_stores_nothing(desk, changes, field):
    account = changes.pop("account_number", "2200330044")

    with pytest.raises(PaymentRefused) as refused:
        desk.ask("LWB_POSTPAID", account, **changes)

    assert set(refused.value.fields) == {field}
    assert not BillerTransaction.objects.exists()


def test_an_account_that_fits_no_pattern_is_refused_with_a_hint(desk):
    with pytest.raises(PaymentRefused) as refused:
        desk.ask(
            "TNM_BUNDLES",
            "not a phone",
            transaction_type=TransactionType.CONFIRM_BUNDLE,
            bundle_id="1",
        )

    assert "0991234567" in refused.value.fields["accountNumber"]


def test_a_biller_that_takes_no_payments_says_so(desk):
    with pytest.raises(AbilityMissing, match="Airtel"):
        desk.ask("AIRTEL_VALIDATION", "0991234567")


def test_a_biller_that_is_switched_off_takes_nothing(desk):
    config = desk.config("MASM")
    config.is_active = False
    config.save()

    with pytest.raises(BillerInactive):
        desk.ask("MASM", "2200330044")


def test_the_same_bill_is_not_taken_on_twice(desk):
    first = desk.ask("LWB_POSTPAID", "2200330044")

    with pytest.raises(AlreadyPaid) as refused:
        desk.ask("LWB_POSTPAID", "2200330044")

    assert refused.value.first == first
    assert BillerTransaction.objects.count() == 1


def test_a_bill_that_was_just_paid_is_not_paid_again_unless_it_is_meant(desk):
    first = desk.pay("LWB_POSTPAID", "2200330044")
    desk.later(minutes=10)

    with pytest.raises(AlreadyPaid):
        desk.ask("LWB_POSTPAID", "2200330044")
    second = desk.ask("LWB_POSTPAID", "2200330044", is_deliberate=True)

    assert first.status == Status.COMPLETED
    assert second.is_deliberate


def test_an_unknown_payment_blocks_its_obligation(desk):
    desk.pay("MASM", "22003366613")

    with pytest.raises(AlreadyPaid):
        desk.ask("MASM", "22003366613")


def test_ten_clicks_at_once_make_one_payment(desk):
    refused, together = [], threading.Barrier(10)

    def click() -> None:
        together.wait()
        try:
            desk.ask("LWB_POSTPAID", "2200330044")
        except AlreadyPaid as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert BillerTransaction.objects.count() == 1
    assert len(refused) == 9


def test_a_biller_with_too_much_unresolved_money_is_paused(desk):
    config = desk.config("MASM")
    config.pause_above = Decimal(1000)
    config.save()
    desk.pay("MASM", "22003366613")

    with pytest.raises(BillerPaused):
        desk.ask("MASM", "2200330055")
