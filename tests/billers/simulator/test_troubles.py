"""Faults by chance: the seed alone decides, and each asking is drawn anew."""

import pytest

from billers.simulator.calls import Call, Kind
from billers.simulator.faults import COMMON, FAULTS
from billers.simulator.troubles import Chance, Troubles


def call(number, kind=Kind.MONEY):
    return Call(biller="MASM", kind=kind, operation="pay", account="1", reference=f"R{number}")


def drawn(chance, numbers):
    troubles = Troubles(chance)
    return {number: troubles.befall(call(number)).fault.name for number in numbers}


def test_the_same_seed_spoils_the_same_calls_in_any_order():
    chance = Chance(rate=0.3, seed=5)

    assert drawn(chance, range(200)) == drawn(chance, reversed(range(200)))


def test_another_seed_spoils_other_calls():
    first, second = (drawn(Chance(rate=0.3, seed=seed), range(200)) for seed in (5, 6))

    assert first != second


def test_the_rate_is_what_was_asked_for():
    faults = drawn(Chance(rate=0.3, seed=5), range(4000)).values()

    spoiled = [fault for fault in faults if fault]
    assert 0.27 < len(spoiled) / 4000 < 0.33
    assert set(spoiled) == set(COMMON)


def test_what_is_sent_again_gets_through_at_last():
    troubles = Troubles(Chance(rate=0.5, seed=5))

    faults = [troubles.befall(call(1)).fault.name for _ in range(20)]

    assert "" in faults
    assert any(faults)


@pytest.mark.parametrize("kind", [Kind.LOOK_UP, Kind.STATUS])
def test_chance_leaves_questions_alone(kind):
    troubles = Troubles(Chance(rate=1.0, seed=5))

    assert troubles.befall(call(1, kind)).fault.name == ""


def test_only_the_faults_that_were_chosen_happen():
    faults = drawn(Chance(rate=1.0, seed=5, faults=("late",), seconds=9.0), range(10))

    assert set(faults.values()) == {"late"}


def test_what_is_common_can_be_settled():
    """Whoever lies about its own books, or takes minutes, must be asked for by name."""
    faults = [FAULTS[name] for name in COMMON]

    unfit = [fault.name for fault in faults if fault.hides or fault.waits or fault.denies]
    assert unfit == []
