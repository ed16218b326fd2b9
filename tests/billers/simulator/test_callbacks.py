"""Callbacks are signed POSTs: true ones, double ones, forged ones, old ones and contrary ones."""

import hmac
import http.server
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.billers.simulator.asking import pay
from tests.billers.simulator.outcomes import outcome_of
from tests.conftest import wait_until

SECRET = "made-up-secret"


class Hearing(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard_at = datetime.now(UTC)
        self.server.heard.append((self.path, dict(self.headers.items()), body))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *words):
        """Be quiet."""


@pytest.fixture
def ear():
    """A server that hears callbacks."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hearing) as server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def point_to(billers, ear):
    url = f"http://127.0.0.1:{ear.server_port}/api/billers/callbacks/{{billerType}}"
    billers.control("/_callbacks", method="PUT", body={"url": url, "secret": SECRET})


@contextmanager
def heard(ear, count=1):
    """Give the list of what is heard, full once the block is over."""
    yield ear.heard
    wait_until(lambda: len(ear.heard) >= count)


def is_signed(headers, body):
    stamped = f"{headers['X-Biller-Timestamp']}.".encode() + body
    expected = hmac.digest(SECRET.encode(), stamped, "sha256").hex()
    return headers["X-Biller-Signature"] == f"sha256={expected}"


def is_recent(headers):
    return abs(time.time() - int(headers["X-Biller-Timestamp"])) < 60


def test_a_callback_tells_the_payment_and_is_signed(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("callback")

    with heard(ear):
        seen = outcome_of(lambda: pay(simulated_billers, "bwb_postpaid", amount="12.50"))

    [(path, headers, body)] = ear.heard
    [payment] = simulated_billers.payments("bwb_postpaid")
    told = orjson.loads(body)
    assert seen == "closed"
    assert path == "/api/billers/callbacks/BWB_POSTPAID"
    assert is_signed(headers, body)
    assert is_recent(headers)
    assert told["status"] == "ACCEPTED"
    assert told["ourTransactionId"] == "REF1"
    assert told["theirTransactionId"] == payment["receipt"]
    assert told["amount"] == "12.50"


def test_the_same_callback_can_come_twice(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("callback_twice")

    with heard(ear, 2):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    first, second = (body for _, _, body in ear.heard)
    assert first == second


def test_a_forged_callback_is_not_signed_by_the_biller(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("callback_forged")

    with heard(ear):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    [(_, headers, body)] = ear.heard
    assert orjson.loads(body)["status"] == "ACCEPTED"
    assert not is_signed(headers, body)
    assert simulated_billers.payments("bwb_postpaid") == []


def test_an_old_callback_is_signed_and_out_of_its_time(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("callback_old")

    with heard(ear):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    [(_, headers, body)] = ear.heard
    assert is_signed(headers, body)
    assert not is_recent(headers)


def test_a_contrary_callback_denies_what_was_taken(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("callback_contrary")

    with heard(ear):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    [(_, headers, body)] = ear.heard
    assert is_signed(headers, body)
    assert orjson.loads(body)["status"] == "DECLINED"
    assert len(simulated_billers.payments("bwb_postpaid")) == 1


def test_a_late_payment_calls_back_when_it_is_taken(simulated_billers, ear):
    point_to(simulated_billers, ear)
    simulated_billers.order("late_callback", seconds=0.4)

    with heard(ear):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))

    [call] = simulated_billers.calls("bwb_postpaid")
    [payment] = simulated_billers.payments("bwb_postpaid")
    called_at, taken_at = (datetime.fromisoformat(row["at"]) for row in (call, payment))
    assert taken_at - called_at == timedelta(seconds=0.4)
    assert ear.heard_at >= taken_at


def test_what_was_refused_is_not_called_back(simulated_billers, ear):
    point_to(simulated_billers, ear)
    pay(simulated_billers, "bwb_postpaid")
    simulated_billers.order("callback")

    outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))
    simulated_billers.order("callback_twice")
    with heard(ear, 2):
        outcome_of(lambda: pay(simulated_billers, "bwb_postpaid", reference="REF2"))

    assert {orjson.loads(body)["ourTransactionId"] for _, _, body in ear.heard} == {"REF2"}


def test_an_address_where_nobody_listens_is_remembered(simulated_billers):
    simulated_billers.control("/_callbacks", method="PUT", body={"url": "http://127.0.0.1:1/"})
    simulated_billers.order("callback")

    outcome_of(lambda: pay(simulated_billers, "bwb_postpaid"))
    wait_until(lambda: simulated_billers.control("/_callbacks")["sent"])

    [sent] = simulated_billers.control("/_callbacks")["sent"]
    assert sent["status"] == 0
    assert sent["error"]
