"""Thousands of commands against a ledger that loses answers, stalls, is killed and restarted."""

from collections import Counter
from typing import Any

import pytest

from billie.staff.roles import Role
from ledger.client import forget_clients, get_client
from ledger.models import CommandMove, MoneyCommand
from ledger.operations.redriving import resend_command
from ledger.states import FINAL, State
from tests.billie.staff.people import person
from tests.conftest import wait_until
from tests.ledger.operations.asking import now, sweep_until_quiet
from tests.ledger.operations.storm import FAULTS, Storm
from tests.ledger.simulation import LedgerProcess

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
]

ACCOUNTS = 40


@pytest.mark.parametrize(("count", "honours_keys"), [(2_000, True), (300, False)])
def test_the_books_hold_each_intent_exactly_once_or_its_refusal(
    count: int, honours_keys: bool, ledger_process: LedgerProcess, settings: Any
):
    settings.LEDGER_WRITE_SECONDS = 1.0
    settings.LEDGER_HONOURS_KEYS = honours_keys
    keys = [] if honours_keys else ["keys-off"]
    storm = Storm(
        ledger=ledger_process,
        accounts=open_accounts(ledger_process),
        by=person(Role.OPERATIONS),
        faults=[*FAULTS, *keys],
    )

    storm.rage(count, kills=3)
    calm(ledger_process, keys, storm)

    assert storm.failures == []
    assert set(State) - {State.AWAITING_APPROVAL} <= states_met()
    assert MoneyCommand.objects.count() + len(storm.refused_at_once) == count
    assert set(MoneyCommand.objects.values_list("state", flat=True)) <= FINAL
    assert books_of(ledger_process, storm.accounts) == commands_by_reference()


def states_met() -> set[str]:
    """Return every state that a command was ever in: the storm was one if all occurred."""
    return set(CommandMove.objects.values_list("after", flat=True))


def open_accounts(ledger: LedgerProcess) -> list[str]:
    opened = [ledger.open_account(principal="100000.00") for _ in range(ACCOUNTS)]
    return [loan.loan_account_id for loan in opened]


def calm(ledger: LedgerProcess, keys: list[str], storm: Storm) -> None:
    """Let the storm pass: the sweeper settles what is unknown, people send what was not sent.

    The ledger is killed once more, and with it the calls that it is slow with: the sweeper's hours
    pass in a second, and would else be over before those calls are.
    """
    ledger.kill()
    ledger.start()
    ledger.tell(*keys or ["none"])
    forget_clients()
    sweep_until_quiet()
    for command_id in MoneyCommand.objects.filter(state=State.DRAFT).values_list("pk", flat=True):
        wait_until(lambda: not get_client().health().is_offline)  # as people do, by the banner
        resend_command(command_id=command_id, by=storm.by, now=now())
    sweep_until_quiet()


def commands_by_reference() -> Counter[tuple[str, str]]:
    """Return the reference and the transaction of each command that says it was posted."""
    posted = MoneyCommand.objects.filter(state=State.POSTED)
    return Counter((command.reference, command.transaction_id) for command in posted)


def books_of(ledger: LedgerProcess, accounts: Any) -> Counter[tuple[str, str]]:
    """Return the reference and the transaction of each posting in the ledger's own books."""
    found: Counter[tuple[str, str]] = Counter()
    for account in accounts:
        for row in ledger.of(account).postings:
            if (place := row["notes"].find("[CMD-")) >= 0:
                reference = row["notes"][place + 1 :].rstrip("]")
                found[reference, row["transaction_id"]] += 1
    return found
