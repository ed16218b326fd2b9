"""The promise: no event lost, none applied twice, whatever dies meanwhile (DESIGN 10)."""

import random
from datetime import UTC, datetime
from itertools import islice

import pytest

from servicing.demo import faults, stories
from tests.conftest import wait_until
from tests.private_servers import plan_disasters
from tests.servicing.stream.private_site import STREAM, PrivateSite, private_site

EVENTS, KILLS, SEED = 20_000, 20, 7
KILL = "kill a consumer"
START = datetime(2026, 3, 2, tzinfo=UTC)
FIRST_ENTRY = 1_790_000_000_000
TABLES = {
    "servicing_customer": "customer_id",
    "servicing_loanaccount": "loan_account_id",
    "servicing_instalment": "loan_account_id, payment_number",
    "servicing_conversation": "conversation_id",
    "servicing_utterance": "event_id",
    "servicing_noticeboardpost": "event_id",
    "servicing_parkedaggregate": "aggregate",
}
STORE = (
    "select identity, entry_id, typ, aggregate, also, fields, outcome"
    " from servicing_storedevent order by 1"
)


def corpus() -> list[tuple[str, dict[str, str | bytes]]]:
    """A faulty corpus under entry ids of its own, so that two runs can be compared."""
    told = faults.with_faults(stories.messages(seed=SEED, customers=600, start=START), SEED)
    entries = [(f"{FIRST_ENTRY + n}-0", fields) for n, fields in enumerate(islice(told, EVENTS))]
    assert len(entries) == EVENTS
    return entries


def projections(site: PrivateSite) -> dict[str, list[tuple]]:
    found = {}
    for table, key in TABLES.items():
        columns = "aggregate, event_id, state" if table.endswith("aggregate") else "*"
        found[table] = site.all(f"select {columns} from {table} order by {key}")
    found["dead letters"] = site.all(
        "select event_id, kind, status, error from servicing_deadletter order by 1"
    )
    return found


def is_calm(site: PrivateSite, last: str) -> bool:
    where = "select entry_id from servicing_streambookmark where stream = %s"
    retrying = "select count(*) from servicing_parkedaggregate where state = %s"
    return site.one(where, STREAM) == last and site.one(retrying, "RETRYING") == 0


@pytest.mark.chaos
@pytest.mark.timeout(1200)
def test_a_run_full_of_deaths_ends_as_a_calm_one():
    entries = corpus()
    chance = random.Random(SEED)
    with private_site() as site:
        site.use("calm", 0)
        site.publish(entries)
        site.manage("consume_events", "--until-idle")
        calm, calm_store = projections(site), site.all(STORE)

        site.use("chaos", 1)
        site.publish(entries)
        site.start_consumer()
        site.start_consumer()
        for disaster in plan_disasters(chance, kill=KILL, kills=KILLS):
            wait_for_progress(site, chance.randrange(50, 700))
            strike(site, disaster, chance, entries)
        wait_until(lambda: is_calm(site, entries[-1][0]), seconds=300)
        site.stop_consumers()
        site.manage("consume_events", "--until-idle")

        after, after_store = projections(site), site.all(STORE)
        assert after_store == calm_store
        for table in calm:
            assert after[table] == calm[table], table


def wait_for_progress(site: PrivateSite, events: int) -> None:
    """Wait until a consumer is in the middle of its work, so that it is struck there."""
    goal = stored(site) + events
    wait_until(lambda: stored(site) >= goal)


def stored(site: PrivateSite) -> int:
    return site.one("select coalesce(sum(events), 0) from servicing_streambookmark")


def strike(site: PrivateSite, disaster: str, chance: random.Random, entries: list) -> None:
    if disaster == KILL:
        site.kill_consumer(chance)
        return
    site.strike(disaster)
    if disaster == "flush Redis":
        site.publish(entries)  # publishers send again what they do not know to be read
