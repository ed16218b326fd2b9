"""Laws that every kind of command keeps, from the intent to one posting."""

import pytest
from django.contrib.auth.models import User

from billie.staff.models import AuditEntry
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.requesting import mint_key
from tests.ledger.operations.asking import (
    APPROVED,
    KINDS,
    POSTED_AS,
    account_for,
    approve,
    ask,
    meant,
    moves_of,
    posted,
    send,
    settle,
)
from tests.ledger.simulation import Simulation

pytestmark = pytest.mark.parametrize("kind", KINDS)


def test_a_command_becomes_one_posting_that_carries_its_reference(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    before = len(ledger_simulator.books(account).postings)

    command = posted(meant(kind, account), olive, sam)

    new = ledger_simulator.books(account).postings[before:]
    assert command.state == "POSTED"
    assert [row["kind"] for row in new] == POSTED_AS.get(kind, [kind.value])
    assert new[0]["transaction_id"] == command.transaction_id
    assert command.reference in f"{new[0]['reference_id']} {new[0]['notes']}"


def test_the_balance_is_what_the_request_said_it_would_be(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)

    command = posted(meant(kind, account), olive, sam)

    owed = ledger_simulator.books(account).loan.owed
    assert command.after == {
        "principal": str(owed.principal),
        "fees": str(owed.fees),
        "total": str(owed.total),
    }


def test_the_same_key_is_one_command_however_often_it_comes(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    intent, key = meant(kind, account), mint_key()
    first = ask(intent, olive, key=key)
    before = len(ledger_simulator.books(account).postings)

    again = ask(intent, olive, key=key)
    done = approve(again, sam) if kind in APPROVED else send(again)
    late = ask(intent, olive, key=key)
    send(late)
    settle(late)

    assert (again.pk, late.pk) == (first.pk, first.pk)
    assert done.state == late.state == "POSTED"
    new = ledger_simulator.books(account).postings[before:]
    assert len(new) == len(POSTED_AS.get(kind, [kind]))


def test_a_lost_answer_is_settled_by_the_same_key(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    before = len(ledger_simulator.books(account).postings)
    ledger_simulator.faults.add("lose", next=1)
    lost = posted(meant(kind, account), olive, sam)

    found = settle(lost)

    assert (lost.state, lost.outcome_code) == ("UNKNOWN", "LEDGER_OUTCOME_UNKNOWN")
    assert found.state == "POSTED"
    assert found.result is not None
    assert found.result["isReplay"] is True
    new = ledger_simulator.books(account).postings[before:]
    assert [row["kind"] for row in new] == POSTED_AS.get(kind, [kind.value])


def test_a_lost_answer_is_found_in_the_books_of_a_ledger_without_keys(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation, settings
):
    settings.LEDGER_HONOURS_KEYS = ledger_simulator.faults.honours_keys = False
    account = account_for(kind, ledger_simulator)
    before = len(ledger_simulator.books(account).postings)
    ledger_simulator.faults.add("lose", next=1)
    lost = posted(meant(kind, account), olive, sam)

    found = settle(lost)

    new = ledger_simulator.books(account).postings[before:]
    assert lost.state == "UNKNOWN"
    assert (found.state, found.transaction_id) == ("POSTED", new[0]["transaction_id"])
    assert [row["kind"] for row in new] == POSTED_AS.get(kind, [kind.value])


def test_what_is_refused_is_refused_with_the_ledgers_own_words(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    before = ledger_simulator.books(account).postings
    ledger_simulator.faults.add("refuse", message="Not on a Sunday.")

    command = posted(meant(kind, account), olive, sam)

    assert command.state == "REFUSED"
    assert (command.outcome_code, command.outcome_message) == (
        "LEDGER_REJECTED",
        "Not on a Sunday.",
    )
    assert ledger_simulator.books(account).postings == before


def test_what_was_not_sent_is_a_draft_and_keeps_its_key(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)
    command = ask(meant(kind, account), olive)
    MoneyCommand.objects.filter(state="AWAITING_APPROVAL").update(
        state="SENDING", next_attempt_at=command.requested_at, approved_by=sam
    )
    ledger_simulator.stop()

    unsent = send(command)

    assert (unsent.state, unsent.outcome_code) == ("DRAFT", "LEDGER_UNAVAILABLE")
    assert unsent.idempotency_key == command.idempotency_key
    assert unsent.sent_at is None


def test_every_request_and_its_end_are_in_the_trail(
    kind: CommandKind, olive: User, sam: User, ledger_simulator: Simulation
):
    account = account_for(kind, ledger_simulator)

    command = posted(meant(kind, account), olive, sam)

    entries = AuditEntry.objects.filter(subject_type="money command", subject_id=command.pk)
    assert [entry.action for entry in entries.order_by("id")] == [
        "COMMAND_REQUESTED",
        "COMMAND_POSTED",
    ]
    assert entries.earliest("id").actor == olive
    waits = [("", "AWAITING_APPROVAL"), ("AWAITING_APPROVAL", "SENDING")]
    goes = waits if kind in APPROVED else [("", "SENDING")]
    assert moves_of(command) == [*goes, ("SENDING", "POSTED")]
