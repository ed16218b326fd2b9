"""The database drops the connection while a biller is called: what it answered is not lost."""

import threading

import pytest
from django.db import connection

from billers.operations import advancing, settling
from tests.billers.operations.weather import ACCOUNT


def drop(pid):
    """End a session of PostgreSQL, from another one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [pid])
    connection.close()


@pytest.fixture
def dropping(monkeypatch):
    """Lets the connection be gone after each money call."""
    real = advancing.call

    def call_and_drop(*what):
        reply = real(*what)
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (pid,) = cursor.fetchone()
        other = threading.Thread(target=drop, args=(pid,))
        other.start()
        other.join()
        return reply

    monkeypatch.setattr(advancing, "call", call_and_drop)
    monkeypatch.setattr(settling, "call", call_and_drop)


def test_an_answer_outlives_a_connection_that_was_dropped_meanwhile(desk, dropping):
    payment = desk.pay("MASM", ACCOUNT)

    assert payment.status == "COMPLETED"
    assert payment.evidence.count() == 1
    assert len(desk.taken("MASM", ACCOUNT)) == 1


def test_so_does_the_answer_to_a_second_sending(desk, dropping):
    desk.billers.order("reset_before", biller="BWB_POSTPAID")
    payment = desk.pay("BWB_POSTPAID", ACCOUNT)

    assert desk.wait(payment).status == "COMPLETED"
    assert len(desk.taken("BWB_POSTPAID", ACCOUNT)) == 1
