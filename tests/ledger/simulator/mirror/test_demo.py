"""The demo's loans live in the books: what they tell and what the ledger says is the same."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import grpc
import pytest

from servicing.demo import faults, stories
from servicing.demo.messages import Message
from tests.ledger.simulator.asking import Teller
from tests.ledger.simulator.mirror.conftest import World
from tests.ledger.simulator.test_double_entry import check_the_journal


@pytest.fixture(scope="module")
def corpus() -> list[Message]:
    """Thirty lives that end today."""
    start = datetime.now(UTC) - timedelta(days=stories.DAYS)
    return list(stories.messages(seed=5, customers=30, start=start))


def test_the_ledger_agrees_with_every_loan_of_the_demo(world: World, corpus: list[Message]):
    world.publish(corpus)
    world.settle()

    booked = world.booked()
    assert booked == world.projected()
    assert len(booked["balances"]) > 10
    assert len(booked["paid"]) > 50


def test_the_ledger_agrees_on_balances_even_with_the_faults_of_traffic(
    world: World, corpus: list[Message]
):
    world.publish(faults.with_faults(corpus, 5))
    world.settle()

    assert world.booked()["balances"] == world.projected()["balances"]


def test_reading_the_stream_again_from_the_start_changes_nothing(
    world: World, corpus: list[Message]
):
    world.publish(corpus)
    world.settle()
    before = world.booked()
    with world.ledger.connect() as connection:
        connection.execute("delete from mirrored_stream")

    world.settle()

    assert world.booked() == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stories_that_go_on_while_staff_post_contradict_nothing(
    world: World, corpus: list[Message], teller: Teller, seed: int
):
    chance, posted = Random(seed), 0
    cuts = sorted(chance.sample(range(len(corpus)), 6))
    for begin, end in zip([0, *cuts], [*cuts, len(corpus)], strict=True):
        world.publish(corpus[begin:end])
        world.settle()
        posted += sum(is_posted(world, teller, each, chance) for each in shuffled(world, chance))

    world.settle()

    assert posted > 20
    assert world.booked() == world.projected()
    with world.ledger.connect() as connection:
        check_the_journal(connection)


def shuffled(world: World, chance: Random) -> list[str]:
    """Return all accounts: of a few, as many days make them, hardly anything can be posted."""
    accounts = sorted(world.booked()["balances"])
    return chance.sample(accounts, len(accounts))


def is_posted(world: World, teller: Teller, account: str, chance: Random) -> bool:
    agreed = f"{world.ledger.books(account).loan.loan_amount:.2f}"
    acts: list[tuple[Any, ...]] = [
        (teller.repay, account, "35.00"),
        (teller.charge, account, "12.00"),
        (teller.waive, account, "5.00"),
        (teller.adjust, account, "20.00"),
        (teller.repay, account, teller.balance(account)),
        (teller.write_off, account),
        (teller.disburse, account, agreed),
    ]
    act, *words = chance.choices(acts, [5, 4, 3, 2, 1, 1, 2])[0]
    try:
        act(*words)
    except grpc.RpcError:
        return False
    return True
