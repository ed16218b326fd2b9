"""Asking: one row for one key, and everything that keeps a row from being made."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from ledger.client import AccountNotFound, LedgerUnavailable
from ledger.intents import IntentRefused
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.checking import Forbidden, NotPossible
from ledger.operations.requesting import KeyRefused, KeyReused, mint_key
from servicing.models import LoanAccount
from tests.ledger.operations.asking import (
    APPROVED,
    account_for,
    approval_of,
    ask,
    meant,
    send,
)
from tests.ledger.simulation import Simulation

K = CommandKind


def test_a_row_knows_what_was_owed_and_what_will_be(olive: User, ledger_simulator: Simulation):
    loan = ledger_simulator.open_account(late_fees="20.00")
    latest = ledger_simulator.books(loan.loan_account_id).loan.latest_transaction_id

    command = ask(meant(K.REPAYMENT, loan.loan_account_id, amount=Decimal("150.00")), olive)

    assert command.before == {
        "principal": "500.00",
        "fees": "120.00",
        "total": "620.00",
        "latestTransactionId": latest,
    }
    assert command.after == {"principal": "470.00", "fees": "0.00", "total": "470.00"}
    assert (command.account_number, command.customer_id) == (loan.account_number, "CUS-1")


def test_other_content_under_the_same_key_is_refused_and_changes_nothing(
    olive: User, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), mint_key()
    first = ask(meant(K.REPAYMENT, account), olive, key=key)

    with pytest.raises(KeyReused) as reused:
        ask(meant(K.REPAYMENT, account, amount=Decimal("11.00")), olive, key=key)

    assert reused.value.more == {"commandId": first.pk}
    assert MoneyCommand.objects.get().amount == Decimal("10.00")


def test_the_same_key_of_somebody_else_is_another_key_for_the_ledger_too(
    olive: User, sam: User, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), mint_key()

    mine, theirs = (send(ask(meant(K.REPAYMENT, account), by, key=key)) for by in (olive, sam))

    assert mine.transaction_id != theirs.transaction_id
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 2


@pytest.mark.parametrize("key", ["", "x" * 7, "x" * 129])
def test_a_key_that_tells_nothing_apart_is_refused(
    key: str, olive: User, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)

    with pytest.raises(KeyRefused, match="8 to 128"):
        ask(meant(K.REPAYMENT, account), olive, key=key or "1")


@pytest.mark.parametrize(
    ("kind", "changed", "field", "words"),
    [
        (K.FEE_WAIVER, {"amount": Decimal("100.01")}, "amount", "Only 100.00 AUD of fees"),
        (K.WRITE_OFF, {"amount": Decimal("599.99")}, "amount", "600.00 AUD are owed by now"),
        (K.DISBURSEMENT, {}, "", "paid out already"),
    ],
)
def test_what_the_account_does_not_allow_is_told_with_its_figures(
    kind: CommandKind, changed: dict[str, Any], field: str, words: str,
    olive: User, ledger_simulator: Simulation,
):  # fmt: skip
    account = str(ledger_simulator.open_account().loan_account_id)

    with pytest.raises(NotPossible) as refused:
        ask(meant(kind, account, **changed), olive)

    assert words in refused.value.fields[field]
    assert not MoneyCommand.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in K if kind != K.ADJUSTMENT])
def test_nothing_but_an_adjustment_is_possible_on_a_closed_account(
    kind: CommandKind, olive: User, ledger_simulator: Simulation
):
    account = str(ledger_simulator.open_account().loan_account_id)
    send(ask(meant(K.REPAYMENT, account, amount=Decimal("600.00")), olive))

    with pytest.raises(NotPossible, match="TXN-"):
        ask(meant(kind, account), olive)


@pytest.mark.parametrize("kind", [kind for kind in K if kind != K.DISBURSEMENT])
def test_nothing_but_a_disbursement_is_possible_before_the_loan_is_paid_out(
    kind: CommandKind, olive: User, ledger_simulator: Simulation
):
    account = str(ledger_simulator.open_account(is_disbursed=False).loan_account_id)

    with pytest.raises(NotPossible, match="not been paid out"):
        ask(meant(kind, account), olive)


def test_an_account_that_the_ledger_does_not_know_is_not_found(
    olive: User, ledger_simulator: Simulation
):
    with pytest.raises(AccountNotFound):
        ask(meant(K.REPAYMENT, "LA-404"), olive)

    assert not MoneyCommand.objects.exists()


def test_another_currency_than_the_accounts_is_refused(olive: User, ledger_simulator: Simulation):
    account = account_for(K.REPAYMENT, ledger_simulator)
    LoanAccount.objects.create(loan_account_id=account, currency="MWK")

    with pytest.raises(IntentRefused, match="MWK"):
        ask(meant(K.REPAYMENT, account), olive)

    assert ask(meant(K.REPAYMENT, account, currency="MWK"), olive).currency == "MWK"


def test_what_another_room_forbids_is_refused_with_its_sentence(
    olive: User, ledger_simulator: Simulation, no_late_fees: None
):
    account = account_for(K.LATE_FEE, ledger_simulator)

    with pytest.raises(Forbidden, match="In hardship until May"):
        ask(meant(K.LATE_FEE, account), olive)

    assert ask(meant(K.REPAYMENT, account), olive).state == "SENDING"


def test_nothing_can_be_asked_for_while_the_ledger_is_offline(
    olive: User, ledger_simulator: Simulation
):
    account = account_for(K.REPAYMENT, ledger_simulator)
    ledger_simulator.stop()

    with pytest.raises(LedgerUnavailable):
        ask(meant(K.REPAYMENT, account), olive)

    assert not MoneyCommand.objects.exists()


def test_a_known_key_is_answered_even_while_the_ledger_is_offline(
    olive: User, ledger_simulator: Simulation
):
    account, key = account_for(K.REPAYMENT, ledger_simulator), mint_key()
    first = ask(meant(K.REPAYMENT, account), olive, key=key)
    ledger_simulator.stop()

    assert ask(meant(K.REPAYMENT, account), olive, key=key) == first


@pytest.mark.parametrize("kind", [K.FEE_WAIVER, K.LATE_FEE])
def test_a_second_person_is_needed_above_the_limit_and_not_at_it(
    kind: CommandKind, olive: User, ledger_simulator: Simulation, settings: Any
):
    settings.WAIVER_APPROVAL_ABOVE = settings.LATE_FEE_APPROVAL_ABOVE = Decimal("20.00")
    account = account_for(kind, ledger_simulator)

    at = ask(meant(kind, account, amount=Decimal("20.00")), olive)
    above = ask(meant(kind, account, amount=Decimal("20.01")), olive)

    assert (at.state, at.approval_id) == ("SENDING", None)
    assert above.state == "AWAITING_APPROVAL"
    assert approval_of(above).requester == olive


def test_a_disbursement_needs_a_second_person_only_if_that_is_switched_on(
    olive: User, ledger_simulator: Simulation, settings: Any
):
    account = account_for(K.DISBURSEMENT, ledger_simulator)
    off = ask(meant(K.DISBURSEMENT, account), olive)
    settings.DISBURSEMENT_NEEDS_APPROVAL = True

    on = ask(meant(K.DISBURSEMENT, account), olive)

    assert (off.state, on.state) == ("SENDING", "AWAITING_APPROVAL")


@pytest.mark.parametrize("kind", APPROVED)
def test_what_always_needs_a_second_person_waits_and_is_not_sent(
    kind: CommandKind, olive: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    before = ledger_simulator.books(account).postings

    command = send(ask(meant(kind, account), olive))

    assert command.state == "AWAITING_APPROVAL"
    assert ledger_simulator.books(account).postings == before


def test_the_database_itself_refuses_one_person_in_both_roles(
    olive: User, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), olive)

    with pytest.raises(IntegrityError, match="command_needs_two_people"):
        MoneyCommand.objects.filter(pk=command.pk).update(approved_by=olive)
