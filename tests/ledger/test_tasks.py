"""What the workers do: harmless twice, and it is found when nobody enqueued it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from redis import Redis

from billie.celery import app
from ledger import tasks
from ledger.models import CommandKind, MoneyCommand, OutgoingEvent
from ledger.operations import outbox
from ledger.operations.outbox import INTERNAL_STREAM, publish_left_over, put_out
from tests.ledger.operations.asking import account_for, ask, meant, now, send
from tests.ledger.operations.conftest import olive as olive
from tests.ledger.simulation import Simulation

K = CommandKind


def test_every_task_of_the_timetable_is_known():
    app.loader.import_default_modules()
    app.finalize()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
    assert {"ledger.advance_command", "ledger.advance_batch"} <= set(app.tasks)


def test_a_sweep_gives_due_commands_to_the_workers(
    olive: User, ledger_simulator: Simulation, redis_client: Redis
):
    ledger_simulator.faults.add("lose", next=1)
    command = send(ask(meant(K.REPAYMENT, account_for(K.REPAYMENT, ledger_simulator)), olive))
    MoneyCommand.objects.update(next_attempt_at=now())

    swept = tasks.sweep()

    assert swept["commands"] == 1
    message: Any = redis_client.lindex("celery", 0)
    assert b"ledger.advance_command" in message
    assert tasks.advance_command(command_id=command.pk) == "POSTED"
    assert tasks.advance_command(command_id=command.pk) == "POSTED"
    assert ledger_simulator.books(command.loan_account_id).kinds().count("REPAYMENT") == 1


def test_a_task_about_a_command_that_is_not_there_does_nothing(db: None):
    assert tasks.advance_command(command_id=404) == ""
    assert tasks.advance_bulk_waiver(batch_id=404) == 0


def put(number: int, *, seconds_ago: float = 60) -> None:
    put_out(
        typ="writeoff.requested.v1",
        conversation=f"CMD-{number}",
        payload={"requestId": f"CMD-{number}"},
        now=now(seconds=-seconds_ago),
    )


def test_events_that_were_left_over_are_published_in_order_and_once(db: None, redis_client: Redis):
    for number in (1, 2, 3):
        put(number)
    put(4, seconds_ago=0)  # whoever wrote this one is about to publish it

    counts = [publish_left_over(now=now()), publish_left_over(now=now())]

    entries: Any = redis_client.xrange(INTERNAL_STREAM)
    assert counts == [3, 0]
    assert [fields[b"conv"] for _, fields in entries] == [b"CMD-1", b"CMD-2", b"CMD-3"]


def test_an_event_is_published_right_after_the_commit(
    db: None, redis_client: Redis, django_capture_on_commit_callbacks: Any
):
    with django_capture_on_commit_callbacks(execute=True):
        put(1)
        before = redis_client.xlen(INTERNAL_STREAM)

    assert (before, redis_client.xlen(INTERNAL_STREAM)) == (0, 1)
    assert OutgoingEvent.objects.get().published_at is not None


def test_without_redis_an_event_waits_and_harms_nobody(
    db: None, settings: Any, django_capture_on_commit_callbacks: Any
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with django_capture_on_commit_callbacks(execute=True):
        put(1)

    assert OutgoingEvent.objects.get().published_at is None


@pytest.mark.parametrize("count", [outbox.AT_ONCE + 5])
def test_publishing_is_bounded(count: int, db: None, redis_client: Redis):
    for number in range(count):
        put(number)

    assert publish_left_over(now=now()) == outbox.AT_ONCE
