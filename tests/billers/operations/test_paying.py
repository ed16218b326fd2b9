"""Bills paid end to end at simulated billers, in good weather and in bad."""

from decimal import Decimal

import pytest

from billers.models import Attempt, BillerTransaction, Leg, TransactionType
from billers.states import Status

BY_AMOUNT = ["LWB_POSTPAID", "BWB_POSTPAID", "SRWB_POSTPAID", "MASM"]


@pytest.mark.parametrize("biller", BY_AMOUNT)
def test_a_bill_is_paid_once_and_the_receipt_is_kept(desk, biller):
    payment = desk.pay(biller, "2200330044")

    (taken,) = desk.taken(biller, "2200330044")
    assert payment.status == Status.COMPLETED
    assert payment.external_transaction_id == taken["receipt"]
    assert Decimal(taken["amount"]) == Decimal("1500.50")


def test_a_bundle_is_bought_for_a_phone(desk):
    bundles = desk.billers.ask("/tnm/api/internetbundles", headers={"X-Api-Key": "k"})
    assert bundles.status == 200
    payment = desk.pay(
        "TNM_BUNDLES",
        "0888123456",
        transaction_type=TransactionType.CONFIRM_BUNDLE,
        bundle_id=bundles.text("Id"),
        amount=Decimal(bundles.text("Price")),
    )

    assert payment.status == Status.COMPLETED, payment.error_message


def test_held_money_moves_on_to_the_biller_when_it_is_paid(bank):
    payment = bank.pay("MASM", "2200330044", debit_account="1007001")

    legs = list(payment.attempts.order_by("pk").values_list("leg", "outcome"))
    assert payment.status == Status.COMPLETED
    assert legs == [("HOLD", "ACCEPTED"), ("PAY", "ACCEPTED"), ("CAPTURE", "ACCEPTED")]
    assert bank.balance("SUSPENSE1") == 0
    assert bank.balance("MASMAID") == Decimal("1500.50")


def test_held_money_is_given_back_when_the_biller_declines(bank):
    payment = bank.pay("LWB_POSTPAID", "22003366601", debit_account="1007001")

    legs = list(payment.attempts.order_by("pk").values_list("leg", "outcome"))
    assert payment.status == Status.FAILED
    assert legs == [("HOLD", "ACCEPTED"), ("PAY", "DECLINED"), ("RELEASE", "ACCEPTED")]
    assert bank.balance("SUSPENSE1") == 0


@pytest.mark.parametrize(
    "fault", ["13", "16", "21", "22", "30", "31", "32", "40", "41", "42", "43"]
)
@pytest.mark.parametrize("biller", BY_AMOUNT)
def test_an_answer_that_proves_nothing_leaves_it_unknown_and_money_held(bank, biller, fault):
    payment = bank.pay(biller, f"220033666{fault}", debit_account="1007001")

    assert payment.status == Status.UNKNOWN
    assert payment.unknown_since is not None
    assert payment.owner == bank.teller
    assert bank.balance("SUSPENSE1") == Decimal("1500.50")
    assert len(bank.taken(biller, f"220033666{fault}")) == 1
    assert payment.attempts.filter(leg=Leg.PAY).count() == 1


def test_an_unknown_payment_is_settled_by_asking_where_the_biller_can_be_asked(bank):
    payment = bank.pay("LWB_POSTPAID", "22003366613", debit_account="1007001")

    settled = bank.wait(payment)

    assert settled.status == Status.COMPLETED
    assert len(bank.taken("LWB_POSTPAID", "22003366613")) == 1
    assert bank.balance("LWBWATER") == Decimal("1500.50")


def test_a_safe_resend_of_what_was_received_is_no_second_payment(desk):
    payment = desk.pay("BWB_POSTPAID", "22003366613")

    after = desk.wait(payment)

    assert after.status == Status.UNKNOWN
    assert len(desk.taken("BWB_POSTPAID", "22003366613")) == 1
    assert Attempt.objects.get(transaction=payment, is_resend=True).outcome == "UNKNOWN"


def test_a_safe_resend_of_what_was_never_received_pays_it(desk):
    payment = desk.pay("BWB_POSTPAID", "22003366615")
    assert payment.status == Status.UNKNOWN

    after = desk.wait(payment)

    assert after.status == Status.COMPLETED
    assert len(desk.taken("BWB_POSTPAID", "22003366615")) == 1


def test_where_nobody_can_be_asked_it_waits_for_people(desk):
    payment = desk.pay("MASM", "22003366613")

    after = desk.wait(payment)

    assert after.status == Status.UNKNOWN
    assert after.next_action_at is None
    assert after.owner == desk.teller


def test_a_biller_that_cannot_be_reached_lets_the_money_go(bank):
    config = bank.config("LWB_POSTPAID")
    config.base_url, config.version = "http://127.0.0.1:9/soap", 2
    config.save()

    payment = bank.pay("LWB_POSTPAID", "2200330044", debit_account="1007001")

    assert payment.status == Status.FAILED
    assert payment.pay_outcome == "NOT_SENT"
    assert bank.balance("SUSPENSE1") == 0
    assert BillerTransaction.objects.get().attempts.get(leg="PAY").phase == "NOTHING_SENT"
