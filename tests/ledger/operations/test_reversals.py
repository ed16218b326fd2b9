"""Reversals: the exact opposite, once, with a second person."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from billie.staff import approvals
from ledger.models import CommandKind
from ledger.operations.checking import AlreadyReversed
from ledger.operations.previewing import preview_command
from ledger.operations.requesting import mint_key
from ledger.operations.reversals import TransactionNotKnown, propose_reversal
from tests.ledger.operations.asking import account_for, approve, ask, meant, now, posted, send
from tests.ledger.simulation import Simulation

K = CommandKind


def reversal(account: str, transaction_id: str):
    return propose_reversal(
        loan_account_id=account,
        transaction_id=transaction_id,
        reason="Booked on the wrong account.",
        currency="AUD",
    )


@pytest.mark.parametrize("kind", [K.REPAYMENT, K.LATE_FEE, K.DISHONOUR_FEE, K.FEE_WAIVER])
def test_a_reversed_transaction_leaves_the_balance_as_it_was(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    before = ledger_simulator.books(account).loan.owed
    first = posted(meant(kind, account), olive, sam)

    undone = approve(ask(reversal(account, first.transaction_id), olive), sam)

    assert undone.state == "POSTED"
    assert ledger_simulator.books(account).loan.owed == before


def test_the_payment_that_paid_an_account_off_can_be_reversed(
    olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    first = send(ask(meant(K.REPAYMENT, account, amount=Decimal("600.00")), olive))

    approve(ask(reversal(account, first.transaction_id), olive), sam)

    loan = ledger_simulator.books(account).loan
    assert (loan.status, loan.owed.total) == ("ACTIVE", Decimal("600.00"))


def test_a_transaction_is_reversed_once(olive: User, ledger_simulator: Simulation):
    account = account_for(K.REPAYMENT, ledger_simulator)
    first = send(ask(meant(K.REPAYMENT, account), olive))
    intent = reversal(account, first.transaction_id)
    key = mint_key()
    command = ask(intent, olive, key=key)

    with pytest.raises(AlreadyReversed, match=command.reference):
        ask(intent, olive)
    with pytest.raises(AlreadyReversed, match=command.reference):
        preview_command(intent=intent, now=now())

    assert ask(intent, olive, key=key) == command


def test_after_a_reversal_was_rejected_it_can_be_asked_for_again(
    olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    first = send(ask(meant(K.REPAYMENT, account), olive))
    intent = reversal(account, first.transaction_id)
    command = ask(intent, olive)
    assert command.approval_id is not None
    approvals.reject(approval_id=command.approval_id, by=sam, words="Why?", now=now())

    assert ask(intent, olive).state == "AWAITING_APPROVAL"


def test_a_transaction_of_another_account_is_not_known(olive: User, ledger_simulator: Simulation):
    theirs = account_for(K.REPAYMENT, ledger_simulator)
    first = send(ask(meant(K.REPAYMENT, theirs), olive))

    with pytest.raises(TransactionNotKnown):
        reversal(account_for(K.REPAYMENT, ledger_simulator), first.transaction_id)
