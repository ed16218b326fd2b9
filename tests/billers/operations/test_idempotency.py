"""The same key: the same answer, or a clear refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from billers.models import IdempotentAnswer
from billers.operations.idempotency import (
    Kept,
    KeyRefused,
    KeyReused,
    StillRunning,
    abandon,
    begin,
    finish,
    forget_old_answers,
)
from billie.staff.roles import Role
from tests.billie.staff.people import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BODY = {"path": "/api/billers/payment", "body": {"amount": "100.00"}}


@pytest.fixture
def caller():
    return person(Role.OPERATIONS)


def test_the_first_answer_is_given_again(caller):
    row = begin(caller=caller, key="key-00001", request=BODY, now=NOW)
    finish(row, status_code=202, body={"id": "TXN-1"})

    again = begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    assert again == Kept(status_code=202, body={"id": "TXN-1"})


def test_another_body_under_the_same_key_is_refused(caller):
    begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    with pytest.raises(KeyReused):
        begin(caller=caller, key="key-00001", request={**BODY, "body": {}}, now=NOW)


def test_while_the_first_is_running_the_second_is_told_so(caller):
    begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    with pytest.raises(StillRunning):
        begin(caller=caller, key="key-00001", request=BODY, now=NOW + timedelta(seconds=30))


def test_a_key_whose_process_died_can_be_taken_over(caller):
    first = begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    second = begin(caller=caller, key="key-00001", request=BODY, now=NOW + timedelta(minutes=3))

    assert isinstance(second, IdempotentAnswer)
    assert second.pk == first.pk


def test_a_slow_request_lets_go_of_no_key_that_another_one_took_over(caller):
    slow = begin(caller=caller, key="key-00001", request=BODY, now=NOW)
    second = begin(caller=caller, key="key-00001", request=BODY, now=NOW + timedelta(minutes=3))

    abandon(slow)
    finish(second, status_code=202, body={"id": "TXN-1"})

    again = begin(caller=caller, key="key-00001", request=BODY, now=NOW + timedelta(minutes=4))
    assert again == Kept(status_code=202, body={"id": "TXN-1"})


def test_two_callers_may_choose_the_same_key(caller):
    begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    other = begin(caller=person(Role.ADMIN), key="key-00001", request=BODY, now=NOW)

    assert isinstance(other, IdempotentAnswer)


@pytest.mark.parametrize("key", ["", "short", "x" * 129])
def test_a_key_that_tells_nothing_apart_is_refused(caller, key):
    with pytest.raises(KeyRefused, match="8 to 128"):
        begin(caller=caller, key=key, request=BODY, now=NOW)


def test_old_answers_are_forgotten(caller):
    begin(caller=caller, key="key-00001", request=BODY, now=NOW)

    assert forget_old_answers(now=NOW + timedelta(days=8)) == 1


def test_a_key_that_the_first_request_gives_back_just_now_is_in_use(caller, monkeypatch):
    def find_it_taken(*_how, **_more):
        raise IntegrityError  # and by the time it is looked for, it has been given back

    monkeypatch.setattr(IdempotentAnswer, "save", find_it_taken)

    with pytest.raises(StillRunning):
        begin(caller=caller, key="key-00001", request=BODY, now=NOW)
