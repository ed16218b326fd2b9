"""Idempotency keys: one posting however often it is asked for, and by however many at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import grpc
import pytest

from tests.conftest import wait_until
from tests.ledger.simulation import Simulation
from tests.ledger.simulator.asking import Teller, refusal

AT_ONCE = 8
KEY = "key-of-an-intent"


def test_the_same_key_gives_the_first_answer_again(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id

    first = teller.repay(account, "10.00", key=KEY)
    teller.repay(account, "20.00", key="key-of-another")
    again = teller.repay(account, "10.00", key=KEY)

    assert (first.idempotent_replay, again.idempotent_replay) == (False, True)
    again.idempotent_replay = False
    assert again == first
    assert teller.balance(account) == "570.00"


def test_the_same_key_with_other_content_is_refused(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account(late_fees="10.00").loan_account_id
    teller.repay(account, "10.00", key=KEY)

    other_amount = refusal(teller.repay, account, "11.00", key=KEY)
    other_method = refusal(teller.charge, account, "10.00", idempotency_key=KEY)

    said = "This idempotency_key was used for something else before."
    assert other_amount == other_method == ("INVALID_ARGUMENT", said)


@pytest.mark.parametrize("key", ["1234567", "x" * 129])
def test_a_key_that_is_too_short_or_too_long_is_refused(
    ledger_simulator: Simulation, teller: Teller, key: str
):
    account = ledger_simulator.open_account().loan_account_id

    assert refusal(teller.repay, account, "10.00", key=key)[0] == "INVALID_ARGUMENT"


def test_a_refusal_is_not_remembered(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account(establishment_fee="0.00").loan_account_id
    refusal(teller.waive, account, "5.00", idempotency_key=KEY)
    teller.charge(account, "5.00")

    assert not teller.waive(account, "5.00", idempotency_key=KEY).idempotent_replay


def test_a_key_is_forgotten_after_a_day(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    teller.repay(account, "10.00", key=KEY)
    with ledger_simulator.connect() as connection:
        connection.execute(
            "update remembered_key set remembered_at = remembered_at - interval '25 hours'"
        )

    assert not teller.repay(account, "11.00", key=KEY).idempotent_replay
    assert teller.repay(account, "11.00", key=KEY).idempotent_replay


def is_a_key_held(ledger_simulator: Simulation) -> bool:
    with ledger_simulator.connect() as connection:
        held = connection.execute(
            "select 1 from pg_locks join pg_database on pg_database.oid = database"
            " where locktype = 'advisory' and datname = current_database()"
        )
        return held.fetchone() is not None


def test_a_key_that_is_being_worked_on_is_aborted(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("slow", seconds=3.0, next=1)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(teller.repay, account, "10.00", key=KEY)
        wait_until(lambda: is_a_key_held(ledger_simulator))
        code, sentence = refusal(teller.repay, account, "10.00", key=KEY)

    assert code == "ABORTED"
    assert "same key" in sentence
    assert not slow.result().idempotent_replay


def test_many_at_once_with_the_same_key_post_once(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    barrier = Barrier(AT_ONCE)

    def ask(_: int) -> str:
        barrier.wait()
        try:
            answer = teller.repay(account, "10.00", key=KEY)
        except grpc.RpcError as error:
            return str(error.code().name)
        return "again" if answer.idempotent_replay else "posted"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(ask, range(AT_ONCE)))

    assert outcomes["posted"] == 1
    assert set(outcomes) <= {"posted", "again", "ABORTED"}
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 1


def test_many_at_once_on_one_account_all_post_in_turn(
    ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda n: teller.repay(account, f"{n}.00"), range(1, 21)))

    books = ledger_simulator.books(account)
    afters = [row["principal_after"] + row["fee_after"] for row in books.postings]
    deltas = [row["principal_delta"] + row["fee_delta"] for row in books.postings]
    assert afters == [sum(deltas[: place + 1]) for place in range(len(deltas))]
    assert books.loan.owed.total == 600 - 210


def test_an_older_server_ignores_keys(ledger_simulator: Simulation, teller: Teller):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.honours_keys = False

    answers = [teller.repay(account, "10.00", key=KEY) for _ in range(2)]

    assert not any(answer.idempotent_replay for answer in answers)
    assert ledger_simulator.books(account).kinds().count("REPAYMENT") == 2
