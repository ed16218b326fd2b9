"""The law of the books: no used reference is taken, and core banking's money always adds up."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import orjson
from hypothesis import given
from hypothesis import strategies as st

from billers.simulator import till, vault
from billers.simulator.books import Books, Entry
from billers.simulator.calls import CORE_BANKING, Call, Kind
from billers.simulator.control import Control
from billers.simulator.exchange import Request
from billers.simulator.faults import FAULTS, NOTHING
from billers.simulator.journal import Journal
from billers.simulator.roster import BILLERS
from billers.simulator.simulator import Habits, Simulator
from tests.billers.simulator.asking import pay, transfer
from tests.billers.simulator.outcomes import outcome_of

START = datetime(2026, 1, 1, tzinfo=UTC)
BOOK = Request(method="GET", segments=("_books", "core_banking"))
amounts = st.decimals("0.01", "5000000", places=2)
late = st.sampled_from([NOTHING, FAULTS["late"], FAULTS["late_hidden"]])
accounts = st.sampled_from(["1001", "1002", "SUSPENSE", "WATER", "1066405", "1066404"])
seconds = st.integers(0, 5)


class SetClock:
    """A clock that is set."""

    def __init__(self):
        self.time = START

    def __call__(self):
        return self.time


def fresh_books():
    clock = SetClock()
    return Books(Journal(None), clock), clock


payments = st.tuples(
    st.sampled_from([name for name, biller in BILLERS.items() if biller.takes_money]),
    st.sampled_from(["R1", "R2", "R3"]),
    st.sampled_from(["100", "200", "1266404"]),
    amounts,
    late,
    seconds,
)


@given(st.lists(payments, max_size=40))
def test_no_reference_is_taken_twice_by_those_who_notice(asked):
    books, clock = fresh_books()

    for biller, reference, account, amount, fault, wait in asked:
        call = Call(
            biller=biller,
            kind=Kind.MONEY,
            operation="pay",
            account=account,
            reference=reference,
            amount=amount,
        )
        till.take(call, books, fault)
        clock.time += timedelta(seconds=wait)
    clock.time += timedelta(hours=1)

    taken = {biller: books.taken(biller) for biller in BILLERS}
    for biller, entries in taken.items():
        times = Counter(entry.reference for entry in entries)
        if BILLERS[biller].refuses_used_references:
            assert all(count == 1 for count in times.values())
        for account in books.accounts(biller):
            mine = [entry.amount for entry in entries if entry.account == account]
            assert -books.moved(biller, account) == sum(mine, Decimal(0))


@given(st.lists(st.tuples(accounts, accounts, amounts, late, seconds), max_size=40))
def test_balances_add_up_whatever_is_moved(asked):
    books, clock = fresh_books()

    for debit, credit, amount, fault, wait in asked:
        call = Call(
            biller=CORE_BANKING,
            kind=Kind.MONEY,
            operation="transfer",
            account=debit,
            to_account=credit,
            amount=amount,
        )
        done = vault.transfer(call, books, fault)
        balances = vault.balances(books)
        assert sum(balance.now - balance.opening for balance in balances) == 0
        assert all(balance.now >= 0 for balance in balances)
        assert isinstance(done, Entry) or done in vault.REFUSALS
        clock.time += timedelta(seconds=wait)


class GoingClock:
    """A clock that goes on by a second each time one looks at it."""

    def __init__(self):
        self.time = START

    def __call__(self):
        self.time += timedelta(seconds=1)
        return self.time


def test_money_that_arrives_while_one_reads_is_in_all_sums_or_in_none():
    simulator = Simulator(Journal(None), Habits(), GoingClock())
    control = Control(simulator)
    for number in range(60):
        call = Call(
            biller=CORE_BANKING,
            kind=Kind.MONEY,
            operation="transfer",
            reference=f"T{number}",
            account=f"10{number % 7}",
            to_account="SUSPENSE",
            amount=Decimal(150),
        )
        vault.transfer(call, simulator.books, replace(FAULTS["late"], seconds=number * 9))

    read = [orjson.loads(asyncio.run(control.serve(BOOK)).body) for _ in range(600)]

    for book in read:
        assert book["is_balanced"]
        held = book["accounts"].get("SUSPENSE", {"now": 0})["now"]
        assert Decimal(held) == Decimal(book["total"]) == 150 * len(book["payments"])
    assert len(read[0]["payments"]) < 60 == len(read[-1]["payments"])


def test_hundreds_at_once_take_each_reference_once(simulated_billers):
    simulated_billers.trouble(0.4, seed=11, seconds=0.1)
    references = [f"R{number}" for number in range(120)] * 3

    at_once(
        lambda reference: pay(simulated_billers, "lwb_postpaid", reference=reference), references
    )

    times = Counter(payment["reference"] for payment in simulated_billers.payments("lwb_postpaid"))
    assert set(times.values()) == {1}
    assert len(times) > 100


def test_hundreds_of_transfers_at_once_add_up(simulated_billers):
    simulated_billers.trouble(0.4, seed=12, seconds=0.1)

    at_once(
        lambda number: transfer(
            simulated_billers, reference=f"T{number}", debit=f"10{number % 7}"
        ),
        range(200),
    )

    book = simulated_billers.book("core_banking")
    assert book["is_balanced"] is True
    held = Decimal(book["accounts"]["SUSPENSE"]["now"])
    assert held == Decimal(book["total"]) == 150 * len(book["payments"])


def at_once(order, numbers):
    """Give an order for each number, sixteen at a time, whatever comes of it."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: outcome_of(lambda: order(number)), numbers))
