"""Finding a money command by what somebody reads out."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from ledger.queries.finding import find_commands
from tests.billie.staff.people import person
from tests.ledger.operations.asking import ask, meant, send
from tests.ledger.simulation import Simulation
from tests.many_rows import copy_row

READ: dict[str, Callable[[MoneyCommand], str]] = {
    "reference": lambda command: command.reference,
    "small letters": lambda command: f" {command.reference.lower()} ",
    "number alone": lambda command: f"CMD-{command.pk}",
    "transaction": lambda command: command.transaction_id,
    "payment reference": lambda command: "FT-77123",
}

MANY = 20_000


@pytest.fixture
def olive(db: None) -> User:
    return person(Role.OPERATIONS)


@pytest.fixture
def command(olive: User, ledger_simulator: Simulation) -> MoneyCommand:
    """A posted payment, beside another one."""
    account = ledger_simulator.open_account().loan_account_id
    send(ask(meant(CommandKind.REPAYMENT, account), olive))
    details = {"payment_reference": "FT-77123"}
    return send(ask(meant(CommandKind.REPAYMENT, account, details=details), olive))


@pytest.mark.parametrize("read", READ.values(), ids=READ)
def test_a_command_is_found_by_whatever_names_it(
    read: Callable[[MoneyCommand], str], command: MoneyCommand
):
    assert find_commands(text=read(command)) == [command]


@pytest.mark.parametrize("text", ["", " ", "CMD-", "CMD-1-ZZZ", "CMD-99999999999999999999", "\0"])
def test_what_names_no_command_finds_none(text: str, command: MoneyCommand):
    assert find_commands(text=text) == []


def test_every_look_up_has_an_index(command: MoneyCommand):
    others = {
        "idempotency_key": "md5(n::text)",
        "transaction_id": "'T-' || n",
        "details": "jsonb_build_object('payment_reference', 'FT-' || n)",
    }
    copy_row(command, times=MANY, but=others)
    with CaptureQueriesContext(connection) as asked:
        find_commands(text=command.reference)
    statement = asked.captured_queries[0]["sql"]

    with connection.cursor() as cursor:
        cursor.execute(f"explain {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Seq Scan on ledger_moneycommand" not in plan
    assert "command_by_transaction" in plan
    assert "command_by_payment_reference" in plan
    # a reference has a number and a piece of the key, and either leads to its one row
    assert re.search(r"ledger_moneycommand_(pkey|idempotency_key)", plan)
