"""The table of a payment's life: no way back from the end, and no way round Unknown."""

import pytest

from billers.states import FINAL, LIVE, MOVES, MoveNotAllowed, Status, check_move


def test_every_status_is_in_the_table():
    assert set(MOVES) == set(Status)


def test_a_payment_is_live_or_final():
    assert set(Status) == LIVE | FINAL
    assert not LIVE & FINAL


def test_the_end_is_the_end():
    assert MOVES[Status.REVERSED] == frozenset()


def test_what_was_cancelled_only_begins_again():
    """When two people say that an earlier round of it was paid after all (decision 20)."""
    assert MOVES[Status.CANCELLED] == {Status.PENDING}


def test_nothing_leaves_unknown_towards_a_new_payment():
    assert Status.PENDING not in MOVES[Status.UNKNOWN]
    assert Status.CANCELLED not in MOVES[Status.UNKNOWN]


def test_what_was_paid_can_only_be_reversed():
    assert MOVES[Status.COMPLETED] == {Status.REVERSED}


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_move_passes_exactly_when_the_table_has_it(before, after):
    if after in MOVES[before]:
        check_move(before.value, after)
    else:
        with pytest.raises(MoveNotAllowed):
            check_move(before.value, after)
