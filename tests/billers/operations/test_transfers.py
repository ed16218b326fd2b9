"""Transfers between two accounts, asked after by several at once."""

from decimal import Decimal

from billers.models import CoreTransfer
from billers.operations.transferring import TransferIntent, _look_again, make_transfer
from tests.billers.operations.weather import PAYER


def test_that_a_late_look_found_nothing_unsays_no_certainty(bank):
    intent = TransferIntent(
        debit_account=PAYER, credit_account="1007002", amount=Decimal("500.00"), currency="MWK"
    )
    bank.billers.order("answer_lost", biller="core_banking")
    made = make_transfer(intent=intent, key="key-of-a-test", by=bank.teller, now=bank.at)
    slow = CoreTransfer.objects.get(pk=made.pk)
    assert made.outcome == "UNKNOWN"
    assert _look_again(made, bank.at).outcome == "ACCEPTED"

    bank.billers.order("error", biller="core_banking", kind="status", times=9)
    kept = _look_again(slow, bank.at)

    assert (kept.outcome, CoreTransfer.objects.get(pk=made.pk).outcome) == ("ACCEPTED", "ACCEPTED")
