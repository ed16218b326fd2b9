"""Whether Billie says truthfully that it lives and that it can work."""

import time
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

NOWHERE = "redis://127.0.0.1:1/0"
SILENT = "redis://192.0.2.1:6379/0"  # an address that is reserved for examples: nobody answers


def test_the_process_says_that_it_lives_without_asking_anyone(client: Client) -> None:
    with override_settings(REDIS_URL=NOWHERE):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_all_is_ready_when_everything_is_there(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "redis": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("url", [NOWHERE, SILENT])
def test_a_redis_that_does_not_answer_is_named_within_a_few_seconds(
    client: Client, url: str
) -> None:
    began = time.monotonic()

    with override_settings(REDIS_URL=url):
        answer = client.get("/readyz")

    assert time.monotonic() - began < 4
    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "does not answer"
    assert answer.json()["checks"]["database"] == "ok"


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named(client: Client, settings: Any) -> None:
    right = dict(connection.settings_dict)
    try:
        connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
        answer = client.get("/readyz")
    finally:
        connection.settings_dict.update(right)

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "does not answer"
    assert "127.0.0.1" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_was_not_applied_is_counted(client: Client) -> None:
    applied = MigrationRecorder(connection).Migration.objects.filter(app="staff")
    applied.update(app="elsewhere")
    try:
        answer = client.get("/readyz")
    finally:
        applied.model.objects.filter(app="elsewhere").update(app="staff")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"].endswith("not applied")
