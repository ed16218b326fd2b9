"""A stream to publish to, a real consumer to apply it, and a table that refuses a value."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from redis import Redis

from servicing.models import Conversation, LoanAccount, StoredEvent
from servicing.stream.consumer import Consumer, Settings

STREAM = "inbox:billie-servicing"
GROUP = "billie-servicing-processor"
DEAD = "dlq:billie-servicing"
NEVER = timedelta(days=365)


class Stream:
    """The inbox as its publishers see it, and the consumer behind it."""

    def __init__(self, client: Redis) -> None:
        self.client = client

    def publish(self, typ: str, *, stream: str = STREAM, entry: str = "*", **payload: Any) -> str:
        return self.add({"typ": typ, "payload": json.dumps(payload)}, stream=stream, entry=entry)

    def say(self, words: str, *, conversation: str = "C-1", typ: str = "user_input") -> str:
        payload = json.dumps({"utterance": words})
        return self.add({"typ": typ, "conv": conversation, "usr": "CUS-1", "payload": payload})

    def add(self, fields: dict[Any, Any], *, stream: str = STREAM, entry: str = "*") -> str:
        entry_id: Any = self.client.xadd(stream, fields, id=entry)
        return entry_id.decode()

    def open_account(self, number: int, **payload: Any) -> str:
        return self.publish(
            "account.created.v1",
            **{
                "account_id": f"LA-{number}",
                "account_number": f"1000{number}",
                "customer_id": "CUS-1",
                "status": "ACTIVE",
                "current_balance": "100.00",
                **payload,
            },
        )

    def consumer(self, **changed: Any) -> Consumer:
        values = {
            "streams": [STREAM],
            "group": GROUP,
            "dead_letter_stream": DEAD,
            "batch_size": 500,
            "retries": 3,
            "retry_after": timedelta(milliseconds=10),
            "max_bytes": 262_144,
        }
        return Consumer(
            settings=Settings(**{**values, **changed}), client=self.client, clock=timezone.now
        )

    def consume(self, **changed: Any) -> Consumer:
        consumer = self.consumer(**changed)
        consumer.run(until_idle=True)
        return consumer

    def outcomes(self) -> list[str]:
        return list(StoredEvent.objects.order_by("id").values_list("outcome", flat=True))

    def pending(self) -> int:
        return int(self.client.xpending(STREAM, GROUP)["pending"])


@pytest.fixture
def stream(transactional_db: None, redis_client: Redis) -> Stream:
    return Stream(redis_client)


@pytest.fixture
def balance_of(transactional_db: None) -> Callable[[str], str]:
    return lambda account: str(LoanAccount.objects.get(pk=account).current_balance)


@pytest.fixture
def words_of(transactional_db: None) -> Callable[[str], list[str]]:
    def words(conversation: str) -> list[str]:
        said = Conversation.objects.get(pk=conversation).utterances.order_by("stream_order")
        return list(said.values_list("utterance", flat=True))

    return words


@contextmanager
def refusing(table: str, condition: str) -> Iterator[None]:
    """Make the database refuse rows of a table, as a fault that our code cannot see coming."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} add constraint poison check ({condition}) not valid")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"alter table {table} drop constraint poison")
