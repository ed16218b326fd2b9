"""Money commands in the admin proper: read as they are stored, changed by nobody."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from ledger.queries.commands import CommandFilters, page_commands
from tests.billie.staff.people import signed_in
from tests.ledger.operations.asking import account_for, ask, meant, send
from tests.ledger.operations.conftest import olive as olive
from tests.ledger.simulation import Simulation

LIST = "/admin/ledger/moneycommand/"


@pytest.fixture
def command(olive: User, ledger_simulator: Simulation) -> MoneyCommand:
    account = account_for(CommandKind.REPAYMENT, ledger_simulator)
    return send(ask(meant(CommandKind.REPAYMENT, account), olive))


def test_a_command_is_shown_with_every_move_and_no_way_to_change_it(command: MoneyCommand):
    browser = signed_in(Role.READONLY)

    page: Any = browser.get(f"{LIST}{command.pk}/change/")

    words = page.content.decode()
    assert page.status_code == 200
    assert command.transaction_id in words
    assert "Asked for, to be sent at once." in words
    assert "The ledger posted it." in words
    assert 'name="_save"' not in words


def test_commands_are_found_by_what_an_index_can_find(command: MoneyCommand):
    browser = signed_in(Role.ADMIN)

    found: Any = browser.get(LIST, {"q": command.loan_account_id})
    nothing: Any = browser.get(LIST, {"q": "LA-404"})

    assert command.loan_account_id in found.content.decode()
    assert f"{command.pk}/change" not in nothing.content.decode()


@pytest.mark.parametrize("path", [f"{LIST}add/", f"{LIST}1/delete/"])
def test_nobody_adds_or_deletes_a_command(path: str, db: None):
    assert signed_in(Role.ADMIN).get(path).status_code in {302, 403}


def test_commands_are_narrowed_by_what_is_asked_for(command: MoneyCommand):
    theirs = CommandFilters(requested_by=command.requested_by_id, state="POSTED")

    assert page_commands(filters=theirs).rows == [command]
    assert page_commands(filters=CommandFilters(customer_id="CUS-404")).rows == []
    assert page_commands(filters=CommandFilters(batch=1)).rows == []
