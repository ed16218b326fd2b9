"""One consumer works on a stream; others stand by and take over when it dies."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from servicing.models import LoanAccount, StoredEvent, StreamBookmark
from servicing.stream import lease
from tests.conftest import START_SECONDS, wait_until
from tests.servicing.stream.conftest import STREAM

REPO = Path(__file__).resolve().parents[3]
TAKE_OVER_SECONDS = 5


@pytest.fixture
def start(program_environment):
    """Start a consumer process; all are gone at the end."""
    running = []

    def start_one() -> subprocess.Popen:
        command = [sys.executable, "manage.py", "consume_events", "--stream", STREAM]
        running.append(subprocess.Popen(command, cwd=REPO, env=program_environment))
        return running[-1]

    yield start_one
    for process in running:
        process.kill()
        process.wait()


def test_a_lease_is_given_to_one_connection_only(transactional_db):
    assert lease.try_acquire("some stream")

    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [lease.lease_key("some stream")])
        assert cursor.fetchone() == (False,)
        lease.release_all()
        cursor.execute("select pg_try_advisory_lock(%s)", [lease.lease_key("some stream")])
        assert cursor.fetchone() == (True,)
    other.close()


def test_a_standby_takes_over_when_the_holder_is_killed(stream, start):
    stream.open_account(1)
    first, second = start(), start()
    wait_until(lambda: LoanAccount.objects.filter(pk="LA-1").exists())
    holder = _holder()
    victim, heir = (first, second) if str(first.pid) == holder else (second, first)

    victim.send_signal(signal.SIGKILL)
    victim.wait()
    wait_until(lambda: _holder() == str(heir.pid), START_SECONDS + TAKE_OVER_SECONDS)
    stream.open_account(2)
    wait_until(lambda: LoanAccount.objects.filter(pk="LA-2").exists())

    assert StoredEvent.objects.count() == 2


def test_a_consumer_told_to_stop_finishes_and_hands_over_at_once(stream, start):
    stream.open_account(1)
    first = start()
    wait_until(lambda: LoanAccount.objects.filter(pk="LA-1").exists())

    first.send_signal(signal.SIGTERM)

    assert first.wait(START_SECONDS) == 0
    assert lease.try_acquire(STREAM)
    lease.release_all()


def test_a_consumer_whose_connection_is_cut_takes_its_lease_again(stream, start):
    stream.open_account(1)
    start()
    wait_until(lambda: LoanAccount.objects.filter(pk="LA-1").exists())
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_locks"
            " join pg_database on pg_database.oid = database"  # those of others are theirs
            " where locktype = 'advisory' and datname = current_database()"
            " and granted and pid <> pg_backend_pid()"
        )

    stream.open_account(2)

    wait_until(lambda: LoanAccount.objects.filter(pk="LA-2").exists())


def _holder() -> str:
    bookmark = StreamBookmark.objects.filter(stream=STREAM).first()
    return bookmark.holder.rpartition(":")[2] if bookmark else ""
