"""Settling: by the same key, by the books, or by a person; nothing is ever stuck."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from billie.staff.models import AuditEntry
from ledger.models import CommandKind, MoneyCommand
from ledger.operations.redriving import NotADraft, drop_command, resend_command
from ledger.operations.settling import ABSENCE_MARGIN, AT_ONCE, settle_command, sweep
from ledger.operations.trying import ask_ledger, claim_command, write_down
from tests.ledger.operations.asking import (
    account_for,
    ask,
    at_once,
    bring_back,
    meant,
    moves_of,
    now,
    send,
    settle,
)
from tests.ledger.simulation import Simulation

K = CommandKind


@pytest.fixture
def account(ledger_simulator: Simulation) -> str:
    return account_for(K.REPAYMENT, ledger_simulator)


@pytest.fixture
def without_keys(ledger_simulator: Simulation, settings: Any) -> None:
    """An old ledger that ignores keys, and settings that say so."""
    settings.LEDGER_HONOURS_KEYS = ledger_simulator.faults.honours_keys = False


def lost(olive: User, account: str, ledger: Simulation, fault: str = "lose") -> MoneyCommand:
    """Return a command whose answer was lost: after the posting, or with "unavailable" before."""
    ledger.faults.add(fault, next=1)
    return send(ask(meant(K.REPAYMENT, account), olive))


def abandoned(olive: User, account: str, *, seconds_ago: float) -> MoneyCommand:
    """Return a command whose process died before it called the ledger."""
    command = ask(meant(K.REPAYMENT, account), olive)
    at = now(seconds=-seconds_ago)
    MoneyCommand.objects.filter(pk=command.pk).update(
        attempts=1, sent_at=at, claimed_until=at, next_attempt_at=at
    )
    return command


def test_the_sweeper_finds_what_is_due_and_nothing_else(
    olive: User, account: str, ledger_simulator: Simulation
):
    unknown = lost(olive, account, ledger_simulator)
    never_sent = ask(meant(K.REPAYMENT, account), olive)
    send(ask(meant(K.REPAYMENT, account), olive))

    early, late = sweep(now=now()), sweep(now=now(seconds=30))

    assert early.command_ids == []
    assert sorted(late.command_ids) == [unknown.pk, never_sent.pk]


def test_what_a_sweep_gave_to_the_workers_is_left_to_them_for_a_minute(
    olive: User, account: str, ledger_simulator: Simulation
):
    unknown = lost(olive, account, ledger_simulator)

    first, second, third = (sweep(now=now(seconds=wait)) for wait in (30, 40, 91))

    assert [swept.command_ids for swept in (first, second, third)] == [
        [unknown.pk],
        [],
        [unknown.pk],
    ]


def test_a_sweep_is_bounded_and_asks_one_query_a_table(
    olive: User, account: str, django_assert_max_num_queries: Any
):
    rows = [ask(meant(K.REPAYMENT, account), olive)]
    copies = [MoneyCommand(**_columns(rows[0], number)) for number in range(AT_ONCE + 5)]
    MoneyCommand.objects.bulk_create(copies)

    with django_assert_max_num_queries(7):  # two savepoints, one update, and three tables
        swept = sweep(now=now(seconds=30))

    assert len(swept.command_ids) == AT_ONCE


def _columns(command: MoneyCommand, number: int) -> dict[str, Any]:
    names = [field.attname for field in MoneyCommand._meta.fields if field.name != "id"]
    return {name: getattr(command, name) for name in names} | {"idempotency_key": f"k{number}"}


def test_a_process_that_died_before_the_call_is_found_and_its_command_posted_once(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = abandoned(olive, account, seconds_ago=1)

    assert sweep(now=now()).command_ids == [command.pk]
    settled = settle(command)

    assert settled.state == "POSTED"
    assert moves_of(command)[1:] == [
        ("SENDING", "UNKNOWN"),
        ("UNKNOWN", "SENDING"),
        ("SENDING", "POSTED"),
    ]
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_a_process_that_comes_back_late_with_a_proof_is_believed(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account), olive)
    claim = claim_command(command.pk, now(minutes=-5))
    assert claim is not None
    answer = ask_ledger(claim)
    MoneyCommand.objects.filter(pk=command.pk).update(state="UNKNOWN")

    done = write_down(claim, answer, now=now())

    assert done.state == "POSTED"


def test_a_late_answer_without_proof_changes_nothing(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account), olive)
    claim = claim_command(command.pk, now(minutes=-5))
    ledger_simulator.faults.add("refuse", next=1)
    assert claim is not None
    refusal = ask_ledger(claim)
    settle(command)  # somebody took over, and posted it

    after = write_down(claim, refusal, now=now())

    assert after.state == "POSTED"


def test_after_23_hours_the_books_decide_and_not_the_key(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = lost(olive, account, ledger_simulator)
    long_ago = now(hours=-23, seconds=-1)
    MoneyCommand.objects.filter(pk=command.pk).update(sent_at=long_ago)

    settled = settle(command)

    assert (settled.state, settled.attempts) == ("POSTED", 1)
    assert settled.event_id == ""  # the books do not tell it


def test_the_books_say_nothing_for_certain_before_the_margin(
    olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = lost(olive, account, ledger_simulator, "unavailable")
    assert command.claimed_until is not None
    certain = command.claimed_until + ABSENCE_MARGIN
    a_moment = timedelta(microseconds=1)

    before, after = (
        settle_command(command_id=command.pk, now=at) for at in (certain - a_moment, certain)
    )

    assert (before.state, after.state) == ("UNKNOWN", "DRAFT")
    assert after.outcome_code == "NOT_POSTED"
    assert after.attempts == 1


def test_what_the_books_proved_absent_is_sent_again_by_a_person_after_one_more_look(
    olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = lost(olive, account, ledger_simulator, "unavailable")
    settle(command, minutes=10)

    done = resend_command(command_id=command.pk, by=olive, now=now())

    assert (done.state, done.attempts) == ("POSTED", 2)
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_what_was_posted_after_all_is_found_and_not_posted_again(
    olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = lost(olive, account, ledger_simulator)
    MoneyCommand.objects.filter(pk=command.pk).update(  # as if the books had not shown it
        state="DRAFT", next_attempt_at=None, claimed_until=None
    )

    done = resend_command(command_id=command.pk, by=olive, now=now())

    assert done.state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


@pytest.mark.parametrize("act", ["resend", "drop", "late answer"])
def test_a_posting_that_shows_after_all_counts_whatever_a_person_does(
    act: str, olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = ask(meant(K.REPAYMENT, account), olive)
    claim = claim_command(command.pk, now())
    assert claim is not None
    MoneyCommand.objects.filter(pk=command.pk).update(  # the books did not show it in time
        state="DRAFT", next_attempt_at=None, claimed_until=None
    )
    answer = ask_ledger(claim)

    if act == "drop":
        with pytest.raises(NotADraft, match="posted"):
            drop_command(command_id=command.pk, by=olive, why="Too late.", now=now())
    elif act == "resend":
        resend_command(command_id=command.pk, by=olive, now=now())
    else:
        write_down(claim, answer, now=now())

    command.refresh_from_db()
    assert command.state == "POSTED"
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_proof_against_an_end_that_was_written_down_is_kept_and_moves_nothing(
    olive: User, account: str, ledger_simulator: Simulation
):
    command = ask(meant(K.REPAYMENT, account), olive)
    claim = claim_command(command.pk, now())
    assert claim is not None
    answer = ask_ledger(claim)
    MoneyCommand.objects.filter(pk=command.pk).update(state="REFUSED")

    after = write_down(claim, answer, now=now())

    assert after.state == "REFUSED"
    assert AuditEntry.objects.filter(action="COMMAND_CONTRADICTED").exists()


def test_books_that_cannot_be_read_prove_nothing(
    olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = lost(olive, account, ledger_simulator)
    ledger_simulator.stop()

    settled = settle(command, hours=30)

    bring_back(ledger_simulator)
    assert settled.state == "UNKNOWN"
    assert settle(command).state == "POSTED"


def test_a_reference_that_a_person_wrote_is_not_taken_for_the_posting(
    olive: User, account: str, ledger_simulator: Simulation, without_keys: None
):
    command = lost(olive, account, ledger_simulator, "unavailable")
    notes = {"notes": f"Instead of {command.reference}", "payment_id": command.reference}
    send(ask(meant(K.REPAYMENT, account, details=notes), olive))

    assert settle(command, minutes=10).state == "DRAFT"


@pytest.mark.django_db(transaction=True)
def test_many_settlers_at_once_send_it_once(
    transactional_db: None, account: str, ledger_simulator: Simulation
):
    from billie.staff.roles import Role
    from tests.billie.staff.people import person

    command = lost(person(Role.OPERATIONS), account, ledger_simulator, "unavailable")

    at_once(6, lambda _: settle(command))

    command.refresh_from_db()
    assert (command.state, command.attempts) == ("POSTED", 2)
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1
