"""The stream of moves over HTTP: the whole site on uvicorn, a real Redis, real sessions."""

import json

import httpx
import pytest

from billers.operations.retrying import cancel_payment
from billie.staff.roles import Role
from billie.staff.tokens import issue_token
from tests.billers.api.conftest import error
from tests.billie.live.test_stream import listening, signed_in
from tests.billie.staff.people import person
from tests.conftest import end_other_connections

PATH = "/api/billers/stream"


@pytest.fixture
def site(running_site, desk):
    end_other_connections()
    return f"{running_site}{PATH}"


def token_of(role):
    user = person(role, username=f"streaming.{role.value}")
    _row, secret = issue_token(user=user, name="test", now=user.date_joined)
    return {"Authorization": f"Bearer {secret}"}


def moved(event):
    rows = json.loads(event["data"])["transactions"]
    return event["event"], [(row["id"], row["status"]) for row in rows]


def test_every_move_is_told_with_the_payment_as_it_stands(site, desk):
    with listening(site, {}, token_of(Role.READONLY)) as events:
        next(events)  # the place to begin at
        payment = desk.ask("LWB_POSTPAID", "2200330044")

        assert moved(next(events)) == ("moved", [(payment.number, "PENDING")])
        cancel_payment(payment_id=payment.pk, by=desk.teller, why="Twice.", now=desk.at)
        assert moved(next(events)) == ("moved", [(payment.number, "CANCELLED")])


def test_what_moved_during_an_interruption_is_told_afterwards(site, desk):
    headers = token_of(Role.READONLY)
    desk.ask("LWB_POSTPAID", "2200330040")
    with listening(site, {}, headers) as events:
        place = next(events)["id"]
    numbers = {desk.ask("LWB_POSTPAID", f"220033004{last}").number for last in (1, 2)}

    with listening(site, {}, {**headers, "Last-Event-ID": place}) as events:
        _word, rows = moved(next(event for event in events if event.get("event")))

    assert {number for number, _status in rows} == numbers


def test_a_place_that_is_forgotten_asks_to_begin_anew(site, desk):
    desk.ask("LWB_POSTPAID", "2200330044")

    with listening(site, {}, {**token_of(Role.READONLY), "Last-Event-ID": "1-1"}) as events:
        event = next(event for event in events if event.get("event"))

    assert event["event"] == "reset"


def test_a_session_may_watch_as_well(site, desk):
    with listening(site, signed_in("view_billertransaction")) as events:
        next(events)
        payment = desk.ask("LWB_POSTPAID", "2200330044")

        assert moved(next(events))[1] == [(payment.number, "PENDING")]


def test_strangers_and_wrong_tokens_are_turned_away(site):
    answers = [
        httpx.get(site),
        httpx.get(site, headers={"Authorization": "Bearer billie_0000000000_wrong"}),
        httpx.get(site, cookies=signed_in("view_customer")),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 403]
    assert [error(answer)["code"] for answer in answers] == [
        "NOT_SIGNED_IN",
        "NOT_SIGNED_IN",
        "PERMISSION_MISSING",
    ]
