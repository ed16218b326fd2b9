"""The table of states: what ends, what is looked into, and what nobody may do."""

import pytest

from ledger.models import CommandKind, CommandMove, MoneyCommand
from ledger.operations.moving import Move, move_command
from ledger.states import FINAL, MOVES, ON_THEIR_WAY, OPEN, MoveNotAllowed, State, check_move
from tests.ledger.operations.asking import account_for, ask, meant, now
from tests.ledger.operations.conftest import olive as olive
from tests.ledger.simulation import Simulation


@pytest.mark.parametrize("state", State)
def test_every_state_is_in_the_table_and_leads_to_an_end(state: State):
    reached, frontier = {state}, {state}
    while frontier:
        frontier = {after for before in frontier for after in MOVES[before]} - reached
        reached |= frontier

    assert reached & FINAL


@pytest.mark.parametrize("state", sorted(FINAL))
def test_an_end_is_an_end(state: State):
    for after in State:
        with pytest.raises(MoveNotAllowed):
            check_move(state, after)


def test_what_may_have_been_posted_is_never_taken_for_a_new_beginning():
    assert State.AWAITING_APPROVAL not in MOVES[State.UNKNOWN] | MOVES[State.SENDING]
    assert ON_THEIR_WAY < OPEN


def test_a_move_that_is_not_in_the_table_leaves_no_trace(olive, ledger_simulator: Simulation):
    account = account_for(CommandKind.REPAYMENT, ledger_simulator)
    command = ask(meant(CommandKind.REPAYMENT, account), olive)

    with pytest.raises(MoveNotAllowed):
        move_command(command, Move(after=State.AWAITING_APPROVAL, why="Why not?"), now=now())

    assert MoneyCommand.objects.get().state == "SENDING"
    assert CommandMove.objects.count() == 1
