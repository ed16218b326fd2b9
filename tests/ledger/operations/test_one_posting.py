"""Every kind of command, from the intent to one posting."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from billie.staff.roles import Role
from ledger.models import CommandKind
from tests.billie.staff.people import person
from tests.ledger.operations.asking import ask, meant, send
from tests.ledger.simulation import Simulation


@pytest.fixture
def olive(db: None) -> User:
    return person(Role.OPERATIONS)


def test_a_repayment_is_posted(olive: User, ledger_simulator: Simulation):
    loan = ledger_simulator.open_account()

    command = send(ask(meant(CommandKind.REPAYMENT, loan.loan_account_id), olive))

    books = ledger_simulator.books(loan.loan_account_id)
    assert command.state == "POSTED"
    assert books.loan.owed.total == Decimal("590.00")
    assert books.postings[-1]["transaction_id"] == command.transaction_id
