"""The simulator killed at random moments: no posting twice, no event lost."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import grpc
import pytest
from redis import Redis

from tests.conftest import wait_until
from tests.ledger.simulation import STREAM, LedgerProcess
from tests.ledger.simulator.asking import Teller
from tests.ledger.simulator.test_double_entry import check_the_journal

PAYMENTS, AT_ONCE, KILLS = 400, 8, 3


@pytest.mark.chaos
@pytest.mark.timeout(300)
def test_killed_and_started_again_the_ledger_posts_once_and_tells_of_it(
    redis_client: Redis, ledger_process: LedgerProcess
):
    accounts = [ledger_process.open_account().loan_account_id for _ in range(10)]
    done = threading.Event()
    killer = threading.Thread(target=kill_now_and_then, args=[ledger_process, done])
    killer.start()

    def pay(number: int) -> None:
        account, key = accounts[number % len(accounts)], f"payment-{number:04}"
        while not is_answered(ledger_process.address, account, key):
            done.wait(0.1)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(pay, range(PAYMENTS)))
    done.set()
    killer.join()
    wait_until(lambda: is_outbox_empty(ledger_process))

    with ledger_process.connect() as connection:
        check_the_journal(connection)
        posted = connection.execute(
            "select reference_id, transaction_id from posting where kind = 'REPAYMENT'"
        ).fetchall()
    assert Counter(row["reference_id"] for row in posted) == Counter(
        f"payment-{number:04}" for number in range(PAYMENTS)
    )
    assert {row["transaction_id"] for row in posted} <= told(redis_client)


def kill_now_and_then(ledger: LedgerProcess, done: threading.Event) -> None:
    chance = Random(4)
    for _ in range(KILLS):
        if done.wait(chance.uniform(0.2, 1.0)):
            return
        ledger.kill()
        ledger.start()


def is_answered(address: str, account: str, key: str) -> bool:
    """Ask once, over a connection of its own; tell whether an answer came."""
    teller = Teller(address)
    try:
        teller.repay(account, "0.50", key=key, payment_id=key)
    except grpc.RpcError:
        return False
    finally:
        teller.channel.close()
    return True


def is_outbox_empty(ledger: LedgerProcess) -> bool:
    with ledger.connect() as connection:
        return connection.execute("select 1 from outgoing_event").fetchone() is None


def told(redis_client: Redis) -> set[str]:
    """Return the transactions that updates of accounts were told of."""
    entries: Any = redis_client.xrange(STREAM)
    payloads = [json.loads(fields[b"payload"]) for _, fields in entries]
    return {payload.get("triggered_by_transaction_id", "") for payload in payloads}
