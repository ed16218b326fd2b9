"""Bulk waivers: previewed, asked for whole, resumed after a crash, one command an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.signals import post_save

from ledger.intents import IntentRefused
from ledger.models import BatchRow, CommandBatch, CommandKind, MoneyCommand
from ledger.operations.bulk_previews import preview_bulk_waiver
from ledger.operations.bulk_waivers import (
    BatchKeyReused,
    BatchRefused,
    Waiver,
    advance_batch,
    request_bulk_waiver,
)
from ledger.operations.settling import sweep
from ledger.queries.commands import get_batch
from tests.ledger.operations.asking import ask, bring_back, meant, now, send, sweep_until_quiet
from tests.ledger.simulation import Simulation

KEY = "bulk-waiver-1"
SETTLED = {"TO_DO": 0, "SENDING": 0, "UNKNOWN": 0, "DRAFT": 0, "AWAITING_APPROVAL": 0}


@pytest.fixture
def accounts(ledger_simulator: Simulation) -> list[str]:
    return [ledger_simulator.open_account().loan_account_id for _ in range(4)]


def request(
    accounts: list[str], by: User, *, amount: str = "25.00", **changed: Any
) -> CommandBatch:
    waivers = [Waiver(loan_account_id=key, amount=Decimal(amount)) for key in accounts]
    given: dict[str, Any] = {"currency": "AUD", "reason": "Outage.", "key": KEY, "now": now()}
    return request_bulk_waiver(waivers=waivers, by=by, **{**given, **changed})


def waived(accounts: list[str], ledger: Simulation) -> list[int]:
    return [ledger.books(account).kinds().count("FEE_WAIVER") for account in accounts]


def test_all_accounts_are_kept_before_the_first_waiver_is_asked_for(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    batch = request(accounts, olive)

    assert get_batch(batch_id=batch.pk).counts["TO_DO"] == 4
    assert waived(accounts, ledger_simulator) == [0, 0, 0, 0]


def test_each_account_is_waived_once_and_counted(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    batch = request(accounts, olive)

    done = advance_batch(batch_id=batch.pk, now=now())

    view = get_batch(batch_id=batch.pk)
    assert done == 4
    assert view.counts == {**SETTLED, "POSTED": 4, "REFUSED": 0, "NOT_POSSIBLE": 0}
    assert view.is_finished
    assert waived(accounts, ledger_simulator) == [1, 1, 1, 1]


def test_the_same_key_is_one_bulk_waiver_and_with_other_content_refused(
    accounts: list[str], olive: User
):
    first = request(accounts, olive)

    assert request(accounts, olive) == first
    with pytest.raises(BatchKeyReused):
        request(accounts, olive, amount="26.00")
    assert BatchRow.objects.count() == 4


def test_a_crash_in_the_middle_is_resumed_without_a_second_waiver(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    batch = request(accounts, olive)
    with dies_while_saving_posting(3), pytest.raises(Died):
        advance_batch(batch_id=batch.pk, now=now())

    found = sweep(now=now(minutes=3)).batch_ids
    advance_batch(batch_id=batch.pk, now=now())
    sweep_until_quiet()

    assert found == [batch.pk]
    assert get_batch(batch_id=batch.pk).counts["POSTED"] == 4
    assert waived(accounts, ledger_simulator) == [1, 1, 1, 1]
    assert MoneyCommand.objects.count() == 4


class Died(Exception):
    """Stands for the end of a process."""


@contextmanager
def dies_while_saving_posting(number: int) -> Iterator[None]:
    """Let the process end between the ledger's answer and the commit of a posting."""
    postings: list[int] = []

    def die(instance: MoneyCommand, **_signal: Any) -> None:
        if instance.state == "POSTED":
            postings.append(instance.pk)
            if len(postings) == number:
                raise Died

    post_save.connect(die, sender=MoneyCommand)
    try:
        yield
    finally:
        post_save.disconnect(die, sender=MoneyCommand)


def test_an_account_that_cannot_be_waived_says_why_and_keeps_nobody_up(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    send(ask(meant(CommandKind.REPAYMENT, accounts[0], amount=Decimal("90.00")), olive))
    batch = request([*accounts, "LA-404"], olive)

    advance_batch(batch_id=batch.pk, now=now())

    view = get_batch(batch_id=batch.pk)
    refused = [row.refusal for row in view.rows if row.refusal]
    assert view.counts["POSTED"] == 3
    assert refused[0] == "Only 10.00 AUD of fees are owed. Waive at most that."
    assert "LA-404" in refused[1]
    assert view.is_finished


def test_a_ledger_that_goes_away_is_waited_for(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    batch = request(accounts, olive)
    ledger_simulator.stop()

    done = advance_batch(batch_id=batch.pk, now=now())
    bring_back(ledger_simulator)
    later = sweep(now=now(minutes=1)).batch_ids

    assert (done, later) == (0, [batch.pk])
    assert advance_batch(batch_id=batch.pk, now=now()) == 4
    assert waived(accounts, ledger_simulator) == [1, 1, 1, 1]


def test_lost_answers_in_a_bulk_waiver_are_settled_like_any_other(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    ledger_simulator.faults.add("lose", rate=0.5)
    batch = request(accounts, olive)
    advance_batch(batch_id=batch.pk, now=now())
    ledger_simulator.faults.clear()

    sweep_until_quiet()

    assert get_batch(batch_id=batch.pk).counts["POSTED"] == 4
    assert waived(accounts, ledger_simulator) == [1, 1, 1, 1]


def test_waivers_above_the_limit_wait_for_a_second_person_each(accounts: list[str], olive: User):
    batch = request(accounts, olive, amount="60.00")

    advance_batch(batch_id=batch.pk, now=now())

    assert get_batch(batch_id=batch.pk).counts["AWAITING_APPROVAL"] == 4


@pytest.mark.parametrize(
    ("accounts_given", "words"),
    [([], "at least one"), (["A", "A"], "A is there twice"), (["A"] * 501, "At most 500")],
)
def test_a_bulk_waiver_that_cannot_be_one_is_refused(
    accounts_given: list[str], words: str, olive: User
):
    with pytest.raises(BatchRefused, match=words):
        request(accounts_given, olive)


def test_a_bulk_waiver_without_a_reason_is_refused(olive: User):
    with pytest.raises(IntentRefused) as refused:
        request(["A"], olive, reason=" ")

    assert refused.value.fields.keys() == {"reason"}


def test_the_preview_shows_each_account_and_why_one_cannot_be_waived(
    accounts: list[str], olive: User, ledger_simulator: Simulation
):
    send(ask(meant(CommandKind.REPAYMENT, accounts[1], amount=Decimal("100.00")), olive))
    amounts = {accounts[0]: None, accounts[1]: None, accounts[2]: Decimal("30.00"), "LA-404": None}

    all_fees, none_left, some, unknown = preview_bulk_waiver(
        amounts=amounts, currency="AUD", reason="Outage.", by=olive, now=now()
    )

    assert (all_fees.amount, all_fees.fees_after) == (Decimal("100.00"), Decimal("0.00"))
    assert "50.00" in all_fees.why_approval
    assert "No fees" in none_left.refusal
    assert (some.fees_before, some.fees_after) == (Decimal("100.00"), Decimal("70.00"))
    assert (unknown.fees_before, unknown.refusal != "") == (None, True)
