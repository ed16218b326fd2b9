"""Transfers between two accounts, asked after by several at once."""

from decimal import Decimal

import pytest

from billers.models import CoreTransfer
from billers.operations.transferring import (
    TransferIntent,
    _look_again,
    make_transfer,
    settle_transfers,
)
from billers.queries.transfers import sum_unsettled
from tests.billers.operations.weather import PAYER

INTENT = TransferIntent(
    debit_account=PAYER, credit_account="1007002", amount=Decimal("500.00"), currency="MWK"
)


def make(bank, fault):
    """Make a transfer of which nobody knows what became."""
    bank.billers.order(fault, biller="core_banking")
    return make_transfer(intent=INTENT, key="key-of-a-test", by=bank.teller, now=bank.at)


def test_that_a_late_look_found_nothing_unsays_no_certainty(bank):
    made = make(bank, "answer_lost")
    slow = CoreTransfer.objects.get(pk=made.pk)
    assert made.outcome == "UNKNOWN"
    assert _look_again(made, bank.at).outcome == "ACCEPTED"

    bank.billers.order("error", biller="core_banking", kind="status", times=9)
    kept = _look_again(slow, bank.at)

    assert (kept.outcome, CoreTransfer.objects.get(pk=made.pk).outcome) == ("ACCEPTED", "ACCEPTED")


def test_that_a_look_did_not_find_it_unsays_no_transfer_that_another_found(bank):
    made = make(bank, "reset_before")
    CoreTransfer.objects.filter(pk=made.pk).update(outcome="ACCEPTED")
    bank.later(minutes=15)

    kept = _look_again(made, bank.at)

    assert (kept.outcome, CoreTransfer.objects.get(pk=made.pk).outcome) == ("ACCEPTED", "ACCEPTED")


@pytest.mark.parametrize(
    ("fault", "outcome"), [("answer_lost", "ACCEPTED"), ("reset_before", "NOT_SENT")]
)
def test_a_transfer_that_nobody_knows_of_is_looked_for_by_itself(bank, fault, outcome):
    made = make(bank, fault)
    CoreTransfer.objects.filter(pk=made.pk).update(outcome="")  # its process died as well

    assert settle_transfers(now=bank.at) == 0  # it may be on its way
    bank.later(minutes=15)
    assert settle_transfers(now=bank.at) == 1

    made.refresh_from_db()
    assert made.outcome == outcome


def test_a_transfer_that_nobody_knows_of_is_watched_until_it_is_settled(bank):
    made = make(bank, "answer_lost")
    assert sum_unsettled(now=bank.at) == []

    bank.later(minutes=15)
    [row] = sum_unsettled(now=bank.at)
    settle_transfers(now=bank.at)

    assert row == ("MWK", 1, Decimal("500.00"), made.asked_at)
    assert sum_unsettled(now=bank.at) == []
