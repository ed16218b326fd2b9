"""Double clicks, two tabs, killed processes: one intent is one posting."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from ledger.operations import sending
from ledger.operations.checking import AlreadyReversed, NotPossible
from ledger.operations.requesting import mint_key
from ledger.operations.sending import ADVANCE_TASK
from ledger.operations.settling import sweep
from ledger.operations.submitting import submit_command
from tests.billie.staff.people import person
from tests.conftest import wait_until
from tests.ledger.operations.asking import (
    account_for,
    ask,
    at_once,
    meant,
    now,
    send,
    settle,
    sweep_until_quiet,
)
from tests.ledger.simulation import Simulation

K = CommandKind
ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_clicks_at_once_with_one_key_post_once(ledger_simulator: Simulation):
    olive = person(Role.OPERATIONS)
    intent, key = meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), mint_key()

    def click(_: int) -> MoneyCommand:
        return submit_command(intent=intent, key=key, by=olive, now=now())

    commands = at_once(8, click)

    assert {command.pk for command in commands} == {MoneyCommand.objects.get().pk}
    assert {command.state for command in commands} <= {"POSTED", "SENDING"}
    assert ledger_simulator.books(intent.loan_account_id).kinds().count("REPAYMENT") == 1


def test_many_senders_at_once_call_the_ledger_once(ledger_simulator: Simulation):
    olive = person(Role.OPERATIONS)
    command = ask(meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), olive)

    at_once(8, lambda _: send(command))

    command.refresh_from_db()
    assert (command.state, command.attempts) == ("POSTED", 1)


def test_two_tabs_with_their_own_keys_are_two_intents_and_the_ledger_has_the_last_word(
    ledger_simulator: Simulation,
):
    olive = person(Role.OPERATIONS)
    account = account_for(K.FEE_WAIVER, ledger_simulator)
    tabs = [ask(meant(K.FEE_WAIVER, account, amount=Decimal("50.00")), olive) for _ in range(3)]

    at_once(3, lambda number: send(tabs[number]))
    sweep_until_quiet()

    states = sorted(MoneyCommand.objects.values_list("state", flat=True))
    assert states == ["POSTED", "POSTED", "REFUSED"]
    assert ledger_simulator.books(account).loan.fees == 0


def test_a_transaction_is_reversed_once_however_many_ask_at_once(ledger_simulator: Simulation):
    olive = person(Role.OPERATIONS)
    account = account_for(K.ADJUSTMENT, ledger_simulator)
    intent = meant(K.ADJUSTMENT, account, reverses_transaction_id="TXN-1")

    answers = at_once(6, lambda _: ask(intent, olive))

    refused = [answer for answer in answers if isinstance(answer, AlreadyReversed)]
    assert len(refused) == 5
    assert MoneyCommand.objects.count() == 1


@pytest.fixture
def one_at_a_time(settings: Any) -> Iterator[None]:
    """A process that sends one order at a time for people who wait."""
    settings.LEDGER_SENDS_AT_ONCE = 1
    sending.places.cache_clear()
    yield
    sending.places.cache_clear()


def test_what_too_many_wait_for_is_handed_to_a_worker(
    ledger_simulator: Simulation, one_at_a_time: None, redis_client: Any
):
    olive = person(Role.OPERATIONS)
    intent = meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator))
    first, second = ask(intent, olive), ask(intent, olive)
    ledger_simulator.faults.add("slow", next=1, seconds=4.0)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(send_and_leave, first)
        wait_until(lambda: MoneyCommand.objects.get(pk=first.pk).attempts == 1)
        handed_over = send(second)
        waiting.result()

    assert (handed_over.state, handed_over.attempts) == ("SENDING", 0)
    assert ADVANCE_TASK.encode() in redis_client.lindex("celery", 0)
    assert sweep(now=now(seconds=11)).command_ids == [second.pk]


def send_and_leave(command: MoneyCommand) -> None:
    send(command)
    connection.close()


@pytest.mark.chaos
@pytest.mark.parametrize("fault", ["stall", "slow"])
def test_a_process_killed_while_it_waits_for_the_answer_loses_and_doubles_nothing(
    fault: str, ledger_simulator: Simulation, program_environment: dict[str, str]
):
    olive = person(Role.OPERATIONS)
    account = account_for(K.REPAYMENT, ledger_simulator)
    command = ask(meant(K.REPAYMENT, account), olive)
    ledger_simulator.faults.add(fault, next=1, seconds=3.0)
    sender = start_sender(command, ledger_simulator, program_environment)
    wait_until(lambda: MoneyCommand.objects.get().attempts == 1)
    time.sleep(0.5)

    sender.send_signal(signal.SIGKILL)
    sender.wait()

    assert MoneyCommand.objects.get().state == "SENDING"
    assert sweep(now=now(seconds=30)).command_ids == []
    assert sweep(now=now(minutes=2)).command_ids == [command.pk]
    ledger_simulator.faults.clear()
    wait_until(lambda: settle(command, minutes=2).state == "POSTED")
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def start_sender(
    command: MoneyCommand, ledger: Simulation, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start a process that sends a command and waits for the answer."""
    script = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from ledger.operations.sending import send_command\n"
        f"send_command(command_id={command.pk}, now=timezone.now())\n"
    )
    words: list[Any] = [sys.executable, "-c", script]
    settings = {"DJANGO_SETTINGS_MODULE": "billie.settings", "LEDGER_ADDRESS": ledger.address}
    return subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment, **settings})


def test_an_account_that_is_paid_off_meanwhile_takes_no_second_payoff(
    ledger_simulator: Simulation,
):
    olive = person(Role.OPERATIONS)
    account = account_for(K.REPAYMENT, ledger_simulator)
    whole = meant(K.REPAYMENT, account, amount=Decimal("600.00"))
    first, second = ask(whole, olive), ask(whole, olive)

    states = [send(first).state, send(second).state]

    assert states == ["POSTED", "REFUSED"]
    with pytest.raises(NotPossible):
        ask(whole, olive)
