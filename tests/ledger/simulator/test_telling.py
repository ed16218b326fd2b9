"""What the ledger publishes after a posting: snapshots, each with an id, none of them lost."""

import json
from typing import Any

import pytest
import redis
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ledger.simulator.books import Books
from ledger.simulator.outbox import Outbox
from ledger.simulator.telling import AGENT
from tests.conftest import wait_until
from tests.ledger.simulation import STREAM, Simulation
from tests.ledger.simulator.asking import Teller


def told(redis_client: Redis) -> list[tuple[str, Any]]:
    """Return type and payload of the events in the stream."""
    entries: Any = redis_client.xrange(STREAM)
    return [(fields[b"typ"].decode(), json.loads(fields[b"payload"])) for _, fields in entries]


def test_a_repayment_is_told_as_snapshots(
    redis_client: Redis, ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id

    answer = teller.repay(account, "160.00")
    wait_until(lambda: len(told(redis_client)) == 3)

    (_, updated), (_, schedule), (_, aging) = told(redis_client)
    assert [typ for typ, _ in told(redis_client)] == [
        "account.updated.v1",
        "account.schedule.updated.v1",
        "loan.aging.updated.v1",
    ]
    assert updated["event_id"] == answer.event_id
    assert updated["current_balance"] == "440.00"
    assert updated["last_payment_amount"] == "160.00"
    assert updated["triggered_by_transaction_id"] == answer.transaction.transaction_id
    assert updated["triggered_by_transaction_type"] == "REPAYMENT"
    assert [(each["payment_number"], each["status"]) for each in schedule["payments"]] == [
        (1, "PAID"),
        (2, "PARTIAL"),
    ]
    assert (aging["bucket"], aging["is_in_arrears"]) == ("current", False)


def test_the_envelope_names_the_event_and_its_publisher(
    redis_client: Redis, ledger_simulator: Simulation, teller: Teller
):
    loan = ledger_simulator.open_account(customer_id="CUS-7")

    answer = teller.charge(loan.loan_account_id, "15.00")
    wait_until(lambda: bool(redis_client.xlen(STREAM)))

    entries: Any = redis_client.xrange(STREAM, count=1)
    fields = {name.decode(): value.decode() for name, value in entries[0][1].items()}
    assert (fields["id"], fields["cause"]) == (answer.event_id, answer.event_id)
    assert (fields["agt"], fields["usr"], fields["seq"]) == (AGENT, "CUS-7", "1")


@pytest.mark.parametrize(("act", "reason"), [("repay", "PAID_OFF"), ("write_off", "WRITTEN_OFF")])
def test_the_end_of_an_account_is_told(
    redis_client: Redis, ledger_simulator: Simulation, teller: Teller, act: str, reason: str
):
    account = ledger_simulator.open_account().loan_account_id

    if act == "repay":
        teller.repay(account, "600.00")
    else:
        teller.write_off(account)
    wait_until(lambda: "loan.aging.updated.v1" in dict(told(redis_client)))

    closed = dict(told(redis_client))["account.closed.v1"]
    assert (closed["closure_reason"], closed["final_balance"]) == (reason, "0.00")
    assert dict(told(redis_client))["loan.aging.updated.v1"]["bucket"] == "closed"
    assert "status" not in dict(told(redis_client))["account.updated.v1"]


def test_what_could_not_be_published_is_published_later(
    redis_client: Redis, ledger_simulator: Simulation
):
    ledger_simulator.stop()
    books, nobody = Books(ledger_simulator.url), Redis(port=1, retry=Retry(NoBackoff(), 0))
    with books.transaction() as connection:
        connection.execute('insert into outgoing_event (fields) values (\'{"typ": "late"}\')')

    with pytest.raises(redis.ConnectionError):
        Outbox(books, nobody, stream=STREAM).publish()
    books.close()
    before = redis_client.xlen(STREAM)
    ledger_simulator.start()
    wait_until(lambda: bool(redis_client.xlen(STREAM)))

    assert before == 0
    with ledger_simulator.connect() as connection:
        wait_until(lambda: connection.execute("select * from outgoing_event").fetchall() == [])


def test_a_refused_order_tells_nothing(
    redis_client: Redis, ledger_simulator: Simulation, teller: Teller
):
    account = ledger_simulator.open_account().loan_account_id
    ledger_simulator.faults.add("refuse", next=1)

    with pytest.raises(Exception, match="told to refuse"):
        teller.repay(account, "1.00")
    teller.repay(account, "2.00")
    wait_until(lambda: bool(redis_client.xlen(STREAM)))

    assert told(redis_client)[0][1]["current_balance"] == "598.00"
