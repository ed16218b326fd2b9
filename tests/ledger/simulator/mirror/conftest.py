"""A mirror of the tests' stream, and the real consumer beside it, both driven step by step."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from redis import Redis

from ledger.simulator.mirror.following import Mirror
from servicing.models import Instalment, LoanAccount
from servicing.stream.consumer import Consumer, Settings
from tests.conftest import wait_until
from tests.ledger.simulation import STREAM, Simulation


class World:
    """The stream, those who read it, and the books."""

    def __init__(self, client: Redis, ledger: Simulation, mirror: Mirror) -> None:
        self.client, self.ledger, self.mirror = client, ledger, mirror

    def publish(self, messages: Iterable[dict[Any, Any]]) -> None:
        for message in messages:
            self.client.xadd(STREAM, message)

    def tell(self, typ: str, account: str = "LA-1", **payload: Any) -> None:
        """Publish an event about an account, and let everybody hear it."""
        said = json.dumps({"account_id": account, **payload})
        self.publish([{"typ": typ, "payload": said}])
        self.settle()

    def settle(self) -> None:
        """Let mirror, ledger and consumer go on until none has anything left to do."""
        while self.mirror.follow(wait_ms=None):
            self.ledger.simulator._outbox.wake()
            wait_until(self._is_all_published)
        consumer = Consumer(settings=self._settings(), client=self.client, clock=timezone.now)
        consumer.run(until_idle=True)

    def projected(self) -> dict[str, Any]:
        """Return balances and paid instalments as the pages show them."""
        accounts = LoanAccount.objects.values_list("loan_account_id", "current_balance")
        paid = Instalment.objects.exclude(amount_paid=None).exclude(amount_paid=0)
        return {
            "balances": {account: balance or 0 for account, balance in accounts},
            "paid": {
                (each.loan_account_id, each.payment_number): each.amount_paid for each in paid
            },
        }

    def booked(self) -> dict[str, Any]:
        """Return balances and paid instalments as the books have them."""
        with self.ledger.connect() as connection:
            loans = connection.execute(
                "select loan_account_id, principal + fees as total from loan"
            )
            balances = {row["loan_account_id"]: row["total"] for row in loans}
            paid = connection.execute("select * from instalment where paid > 0").fetchall()
        return {
            "balances": balances,
            "paid": {(row["loan_account_id"], row["payment_number"]): row["paid"] for row in paid},
        }

    def _is_all_published(self) -> bool:
        with self.ledger.connect() as connection:
            return connection.execute("select 1 from outgoing_event").fetchone() is None

    def _settings(self) -> Settings:
        return Settings(
            streams=[STREAM],
            group=django_settings.EVENT_GROUP,
            dead_letter_stream=django_settings.DEAD_LETTER_STREAM,
            batch_size=500,
            retries=3,
            retry_after=timedelta(milliseconds=10),
            max_bytes=262_144,
        )


@pytest.fixture
def world(
    transactional_db: None, redis_client: Redis, ledger_simulator: Simulation
) -> Iterator[World]:
    running = ledger_simulator.simulator
    mirror = Mirror(
        running.books,
        running._outbox,
        redis_client,
        stream=STREAM,
        clock=timezone.now,
        zone=ZoneInfo(django_settings.TIME_ZONE),
    )
    yield World(redis_client, ledger_simulator, mirror)
