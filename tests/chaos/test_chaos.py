"""The promise: no bill is paid twice and none is forgotten, whatever dies meanwhile (DESIGN 10).

`make chaos` is the long form: it takes 3 000 payments and some twenty minutes.
"""

import random
import threading

import orjson
import pytest

from billers.operations.claiming import DIED
from tests.chaos.agreement import (
    COUNTED,
    FIGURES,
    disagreements,
    held,
    read_books,
    truth,
    unknown,
)
from tests.chaos.customers import TAKEN_ON, Counter, bills
from tests.chaos.site import TROUBLES, PaymentSite
from tests.conftest import wait_until
from tests.private_servers import plan_disasters, private

SEED = 11
TROUBLED = 0.3
PAYMENTS_A_KILL = 70
PATIENCE_SECONDS = 90.0  # longer than any server is away, also on a machine with much to do
LATE_SECONDS = 4.0
MOST_WALK_AWAY = 0.1
LONG = 1_000
"""From so many payments on, a worker is sure to die between sending and saving."""
UNTRIED = (
    "select count(*) from billers_billertransaction t where not exists"
    " (select 1 from billers_attempt a where a.transaction_id = t.id)"
)
MOST_UNTRIED = 0.1
"""Of these some wait for a breaker; of the others each has its first call in the storm."""
IN_HAND = "select count(*) from billers_billertransaction where claimed_until > now()"
KILL = "kill a worker"


@pytest.mark.chaos
@pytest.mark.timeout(3600)
def test_all_books_agree_after_a_storm(request):
    count = request.config.getoption("--payments")
    chance = random.Random(SEED)
    with private(PaymentSite) as site:
        site.open()
        site.billers.trouble(TROUBLED, seed=SEED, faults=TROUBLES.split(","))
        counter = Counter(site.url, patience=PATIENCE_SECONDS)
        storm(site, counter, count, chance)
        check_it_stormed(site, count)
        site.run("-m", "tests.chaos", "pass-time")

        books = read_books(site)
        assert disagreements(books) == [], site.said()
        check_answers(counter, books)
        assert site.all(FIGURES) == site.all(COUNTED)

        settle_by_people(site, books)

        books = read_books(site)
        assert disagreements(books) == [], site.said()
        assert unknown(books) == []
        assert held(books) == 0
        assert site.all(FIGURES) == site.all(COUNTED)


def storm(site: PaymentSite, counter: Counter, count: int, chance: random.Random) -> None:
    """Let customers pay while things die, and then let the dust settle."""
    queue = threading.Thread(target=counter.serve, args=(bills(count, random.Random(SEED)),))
    queue.start()
    kills = max(3, count // PAYMENTS_A_KILL)
    for disaster in plan_disasters(chance, kill=KILL, kills=kills):
        answered = len(counter.done) + min(chance.randrange(10, PAYMENTS_A_KILL), count // 10)
        wait_for_progress(counter, queue, answered)
        if disaster == KILL:
            site.kill_worker(chance)
        else:
            site.strike(disaster)
    queue.join()
    wait_until(lambda: site.one(UNTRIED) <= count * MOST_UNTRIED, seconds=300)
    site.billers.calm()
    threading.Event().wait(LATE_SECONDS)  # what billers take late, they have taken by now
    wait_until(lambda: site.one(IN_HAND) == 0, seconds=180)
    site.rest()


def wait_for_progress(counter: Counter, queue: threading.Thread, answered: int) -> None:
    """Wait until so many customers have an answer, or none waits for one any more."""
    wait_until(lambda: len(counter.done) >= answered or not queue.is_alive(), seconds=300)


def check_it_stormed(site: PaymentSite, count: int) -> None:
    """Books that are empty agree as well: most were taken on, many calls went wrong, some died."""
    taken_on = site.one("select count(*) from billers_billertransaction")
    troubled = site.one("select count(*) from billers_attempt where outcome = 'UNKNOWN'")
    died = site.one("select count(*) from billers_attempt where error_message = %s", DIED)

    assert taken_on >= count * (1 - MOST_WALK_AWAY), site.said()
    assert troubled >= taken_on * TROUBLED / 2
    assert died or count < LONG


def check_answers(counter, books) -> None:
    """Whoever was answered has one payment, whoever walked away has at most one."""
    by_key = {payment.key: payment.number for payment in books.ours if payment.key}
    assert len(by_key) == len(books.ours)
    for paid in counter.done:
        number = by_key.get(paid.bill.key)
        assert paid.numbers <= {number}, paid
        assert paid.status in TAKEN_ON | {409, 503, 500, 502, 504}, paid


def settle_by_people(site: PaymentSite, books) -> None:
    """Let two people settle what is left, leg by leg, by what the others' books say."""
    for _ in range(4):
        left = {payment.number: truth(payment, books) for payment in unknown(books)}
        if not left:
            return
        site.run("-m", "tests.chaos", "settle", given=orjson.dumps(left).decode())
        site.run("-m", "tests.chaos", "pass-time")
        books = read_books(site)
