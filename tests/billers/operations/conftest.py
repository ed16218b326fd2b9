"""A desk with all eight billers, with and without core banking."""

from datetime import UTC, datetime

import pytest

from billers.seeds import seed_billers
from billie.staff.roles import Role
from tests.billers.operations.desk import Desk
from tests.billie.staff.people import person


@pytest.fixture
def desk(simulated_billers, transactional_db, settings, redis_client):
    """A desk without core banking."""
    return opened(simulated_billers, settings)


@pytest.fixture
def bank(desk, settings):
    """A desk with core banking: the customer's money is held first."""
    return with_core_banking(desk, settings)


@pytest.fixture
def lone_bank(simulated_billers, db, settings, redis_client):
    """A desk with core banking that one thread works at, so nothing has to be emptied after it."""
    return with_core_banking(opened(simulated_billers, settings), settings)


def opened(billers, settings):
    """Return a desk in front of all eight billers."""
    settings.BILLER_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.BILLER_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    seed_billers(
        host=billers.url,
        now=datetime.now(UTC),
        credentials={"username": "desk", "password": "made-up-hush", "callbackKey": "made-up-key"},
    )
    return Desk(billers, person(Role.OPERATIONS))


def with_core_banking(desk, settings):
    """Return a desk that holds the customer's money at core banking."""
    settings.T24_API_URL = f"{desk.billers.url}/t24"
    settings.T24_API_KEY = "made-up-core-key"
    settings.T24_SUSPENSE_ACCOUNT = "SUSPENSE1"
    return desk
