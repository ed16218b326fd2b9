"""An open page hears of a posting at once, because this process follows what it shows."""

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from billie.live.hub import Hub
from ledger import orders
from ledger.client import forget_clients, get_client
from ledger.watching import AccountsInSight, Follower, in_sight
from servicing.models import LoanAccount
from tests.billie.live.loops import tell
from tests.conftest import START_SECONDS, wait_until
from tests.ledger.simulation import Simulation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("redis_client"),
]


@pytest.fixture
def account(ledger_simulator: Simulation) -> Iterator[str]:
    """A loan in the ledger that nobody is watching yet."""
    yield ledger_simulator.open_account().loan_account_id
    forget_clients()


def repay(loan_account_id: str) -> None:
    order = orders.Repayment(loan_account_id=loan_account_id, amount=Decimal("1.00"))
    get_client().post(order, key=str(uuid4()))


def page_hears(topic: str, during: Callable[[], None]) -> Any:
    """Open a page on a topic, do something once it is followed, and return what it hears."""

    async def story() -> Any:
        hub = Hub(django_settings.REDIS_URL)
        async with hub.subscribed(frozenset({topic}), "") as subscription:
            await asyncio.to_thread(during)
            return await subscription.next(START_SECONDS)

    return tell(story)


def once_followed(loan_account_id: str) -> None:
    """Wait until the ledger has been asked to tell of an account's postings."""
    follower = in_sight._followers[loan_account_id]
    wait_until(lambda: follower._watch is not None)


def test_an_open_page_hears_of_a_posting_without_an_event(account: str):
    def happen() -> None:
        once_followed(account)
        repay(account)

    message = page_hears(f"account:{account}", happen)

    assert message.topics == (f"account:{account}",)
    assert in_sight.followed() == set()


def test_a_page_of_the_customer_hears_of_it_too(account: str):
    LoanAccount.objects.create(loan_account_id=account, customer_id="CUS-1")

    def happen() -> None:
        in_sight.begin(account)
        once_followed(account)
        repay(account)

    try:
        message = page_hears("customer:CUS-1", happen)
    finally:
        in_sight.end(account)

    assert message.topics == ("customer:CUS-1",)


def test_a_watch_comes_back_after_the_ledger_was_away(ledger_simulator: Simulation, account: str):
    def happen() -> None:
        once_followed(account)
        ledger_simulator.stop()
        ledger_simulator.start()
        wait_until(lambda: not get_client().check_health().is_offline)
        repay(account)

    message = page_hears(f"account:{account}", happen)

    assert message is not None


def test_an_account_is_followed_once_however_many_pages_show_it(account: str):
    sight = AccountsInSight()
    sight.begin(account)
    first = sight._followers[account]
    sight.begin(account)
    sight.end(account)

    assert sight._followers == {account: first}

    sight.end(account)

    first.join(START_SECONDS)
    assert not first.is_alive()
    assert sight.followed() == set()


def test_an_account_beyond_the_number_waits_for_its_turn(ledger_simulator: Simulation):
    one, two = (ledger_simulator.open_account().loan_account_id for _ in range(2))
    sight = AccountsInSight(most=1)
    sight.begin(one)
    sight.begin(two)
    before = sight.followed()

    sight.end(one)
    after = sight.followed()
    sight.end(two)

    assert (before, after) == ({one}, {two})


def test_an_account_that_the_ledger_does_not_have_is_given_up(ledger_simulator: Simulation):
    follower = Follower("LA-404")

    follower.start()
    follower.join(START_SECONDS)

    assert not follower.is_alive()
