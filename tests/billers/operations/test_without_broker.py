"""Payments while the broker is gone: nothing is lost."""

from billers.operations.sweeping import list_due
from billers.operations.taking_on import take_up_again
from tests.billers.operations.desk import Desk
from tests.billers.operations.weather import pay_at
from tests.billie.brokers import broken_broker

__all__ = ["broken_broker"]


def test_without_a_broker_a_payment_is_taken_on_and_left_to_the_sweeper(
    lone_bank: Desk, broken_broker: None
):
    lone_bank.billers.order("refuse", biller="MASM")
    failed = pay_at(lone_bank, "MASM")

    again = take_up_again(payment_id=failed.pk, by=lone_bank.teller, now=lone_bank.at)

    assert again.status == "PENDING"
    assert list_due(now=lone_bank.at) == [failed.pk]
    assert lone_bank.advance(failed).status == "COMPLETED"
