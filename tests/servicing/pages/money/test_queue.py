"""Money commands that need people, and the list of all."""

import re

import pytest

from billie.staff.roles import Role
from ledger.models import CommandKind, MoneyCommand
from tests.billie.staff.people import person
from tests.ledger.operations.asking import ask, meant, send
from tests.servicing.pages.money.conftest import words


@pytest.fixture
def waiting(loan, ledger_simulator):
    """One command that is unknown, one that waits for approval, and one that is posted."""
    olive = person(Role.OPERATIONS, username="olive", first_name="Olive", last_name="Otto")
    send(ask(meant(CommandKind.REPAYMENT, "LA-1"), olive))
    ledger_simulator.faults.add("lose", next=1)
    send(ask(meant(CommandKind.LATE_FEE, "LA-1"), olive))
    ask(meant(CommandKind.WRITE_OFF, "LA-1"), olive)


def titles(page):
    """Return which commands a page lists, in its order."""
    link = r'class="b-row-link" href="/servicing/commands/\d+">([^<]+)<'
    return re.findall(link, page.content.decode())


def test_what_waits_is_grouped_with_owner_value_and_next_step(waiting, operations):
    said = words(operations.get("/servicing/commands/"))

    assert "Not sent, or not known yet 1 10.00 AUD in all" in said
    assert "Waiting for approval 1 600.00 AUD in all" in said
    assert "Nothing is on its way." in said
    assert "Olive Otto" in said
    assert "Looked into again by itself" in said
    assert titles(operations.get("/servicing/commands/")) == ["Charge late fee", "Write off"]


def test_what_waits_can_be_narrowed(waiting, operations):
    by_act = words(operations.get("/servicing/commands/?kind=WRITE_OFF"))
    by_me = words(operations.get("/servicing/commands/?mine=yes"))

    assert "Everything that was sent has been answered." in by_act
    assert "600.00 AUD in all" in by_act
    assert "Olive Otto" not in by_me


def test_an_open_page_asks_for_the_groups_again(waiting, operations):
    answer = operations.get("/servicing/commands/?part=queue")

    assert 'data-live-topics="commands"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_all_commands_are_listed_the_newest_first(waiting, readonly):
    answer = readonly.get("/servicing/commands/all")

    assert titles(answer) == ["Write off", "Charge late fee", "Record payment"]


def test_all_commands_can_be_narrowed(waiting, readonly):
    posted = readonly.get("/servicing/commands/all?state=POSTED")
    elsewhere = words(readonly.get("/servicing/commands/all?loan_account_id=LA-2"))

    assert titles(posted) == ["Record payment"]
    assert "No command fits these filters" in elsewhere


def test_the_customer_page_tells_of_commands(waiting, operations):
    said = words(operations.get("/servicing/customers/CUS-1?tab=commands"))

    assert "400000001: late fee, not known yet whether it was posted, 10.00 AUD" in said
    assert "Payment entered" in said
    assert "Late fee entered" in said


def test_search_finds_a_command_by_its_number(waiting, operations):
    command = MoneyCommand.objects.get(kind=CommandKind.LATE_FEE)

    found = operations.get(f"/search?q={command.reference}").content.decode()

    assert f'href="/servicing/commands/{command.pk}"' in found
