"""Whatever happens on the way, at every biller: what is certain is told, and all else is unknown.

The rows are those of WIRE 5. All faults are made on real sockets.
"""

import gzip
from itertools import pairwise

import pytest

from billers.connectors.contract import NoAnswer, NotFound, NotSent, Phase, RetryPolicy, Unknown
from billers.connectors.wire import Trouble
from tests.billers.connectors.conversations import hold, one_of_each
from tests.billers.connectors.server import (
    break_off,
    cut_short,
    drip,
    flood,
    hang_up,
    reply,
    speak_no_http,
    stay_silent,
)
from tests.billers.connectors.settings import settings_for
from tests.conftest import wait_until

MONEY = [c for c in one_of_each() if c.moves_money]
SAFE = [c for c in one_of_each() if not c.moves_money]
every_way_to_move_money = pytest.mark.parametrize("conversation", MONEY, ids=str)
every_safe_question = pytest.mark.parametrize("conversation", SAFE, ids=str)

TEN_TIMES = "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise("abcdefghij")
)
BOMB = f"<!DOCTYPE a [<!ENTITY a 'ha'>{TEN_TIMES}]><response><status>&j;</status></response>"
OUTSIDE = (
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<response><status>&x;</status></response>"
)
DEEP = "<a>" * 5000 + "</a>" * 5000
RATHER_DEEP = "<response>" * 60 + "</response>" * 60

#   what the server does                     what is learnt
LOST = {
    "a reset connection":                    (break_off, Trouble.LOST),
    "a closed connection":                   (hang_up, Trouble.LOST),
    "an answer that breaks off":             (cut_short, Trouble.LOST),
    "an answer that is no HTTP":             (speak_no_http, Trouble.LOST),
    "no answer in time":                     (stay_silent, Trouble.TIMED_OUT),
    "an answer that drips":                  (drip, Trouble.TIMED_OUT),
    "an answer of 50 MB":                    (flood(50), Trouble.TOO_LONG),
}  # fmt: skip
USELESS = {
    "HTTP 500":                              reply("<error/>", status=500),
    "HTTP 502 with a page":                  reply("<html>", status=502, content_type="text/html"),
    "HTTP 503":                              reply("", status=503),
    "HTTP 409":                              reply("<conflict/>", status=409),
    "HTTP 429":                              reply("", status=429),
    "HTTP 302":                              reply("", status=302, headers=["Location: /again"]),
    "HTTP 307":                              reply("", status=307, headers=["Location: /again"]),
    "HTTP 401":                              reply("", status=401),
    "nothing":                               reply(""),
    "garbage":                               reply("<<<>>>"),
    "no markup":                             reply("OK", content_type="text/plain"),
    "JSON":                                  reply("{}", content_type="application/json"),
    "half an answer":                        reply("<response><status>succ"),
    "the wrong encoding":                    reply(b"<response>\xe9</response>"),
    "an encoding that is not read":          reply('<?xml version="1.0" encoding="UTF-7"?><a/>'),
    "another encoding than it says":
        reply('<?xml version="1.0" encoding="UTF-16"?><response/>'),
    "NUL bytes":                             reply(b"<response>\0</response>"),
    "a document type":                       reply("<!DOCTYPE a><response/>"),
    "a bomb of entities":                    reply(BOMB),
    "an entity from outside":                reply(OUTSIDE),
    "an entity that nobody declared":        reply("<response><status>&x;</status></response>"),
    "5000 levels":                           reply(DEEP),
    "60 levels":                             reply(RATHER_DEEP),
    "a packed answer":
        reply(gzip.compress(b"<response/>"), headers=["Content-Encoding: gzip"]),
    "the root of somebody else":             reply("<welcome/>"),
}  # fmt: skip


def patience(conversation, server, trouble):
    """Return settings that wait no longer than it takes to see that nothing comes.

    It is long enough for a request to be out, even on a machine that does other things as well.
    """
    seconds = 1.0 if trouble is Trouble.TIMED_OUT else 20.0
    return settings_for(conversation.connector, server.address, timeout_seconds=seconds)


@every_way_to_move_money
@pytest.mark.parametrize("fault", LOST)
def test_an_order_whose_answer_was_lost_is_unknown(conversation, server, fault):
    act, trouble = LOST[fault]
    server.will(act)

    answer = hold(conversation, server, settings=patience(conversation, server, trouble))

    assert answer.outcome == Unknown(words=trouble.value)
    assert answer.exchange.phase is Phase.SENT
    wait_until(lambda: server.heard)  # who gave up may have done so before the server read
    assert len(server.heard) == 1


@every_way_to_move_money
@pytest.mark.parametrize("fault", USELESS)
def test_an_order_with_a_useless_answer_is_unknown(conversation, server, fault):
    server.will(USELESS[fault])

    answer = hold(conversation, server)

    assert isinstance(answer.outcome, Unknown)
    assert len(server.heard) == 1


@every_safe_question
@pytest.mark.parametrize("fault", LOST)
def test_a_question_whose_answer_was_lost_teaches_nothing(conversation, server, fault):
    act, trouble = LOST[fault]
    server.will(act)

    answer = hold(conversation, server, settings=patience(conversation, server, trouble))

    assert isinstance(answer.outcome, NoAnswer)
    assert answer.outcome.words == trouble.value


@every_safe_question
@pytest.mark.parametrize("fault", USELESS)
def test_a_question_with_a_useless_answer_teaches_nothing(conversation, server, fault):
    server.will(USELESS[fault])

    answer = hold(conversation, server)

    assert isinstance(answer.outcome, NoAnswer)
    assert len(server.heard) == 1


@every_safe_question
def test_a_page_that_is_not_there_is_no_answer_or_no_account(conversation, server):
    server.will(reply("<!DOCTYPE html><html>", status=404, content_type="text/html"))

    answer = hold(conversation, server)

    assert isinstance(answer.outcome, NoAnswer | NotFound)


UNSENT = {
    "a name that nobody knows": (
        {"base_url": "http://no-such-biller.invalid", "allowed_hosts": {"no-such-biller.invalid"}},
        Trouble.NAME_UNKNOWN,
    ),
    "a host that is not allowed": ({"allowed_hosts": set()}, Trouble.HOST_NOT_ALLOWED),
    "a private address that is not listed": (
        {"allowed_networks": {"10.0.0.0/8"}},
        Trouble.ADDRESS_NOT_ALLOWED,
    ),
}


@every_way_to_move_money
@pytest.mark.parametrize("fault", UNSENT)
def test_an_order_that_could_not_begin_was_not_sent(conversation, server, fault):
    changes, trouble = UNSENT[fault]
    settings = settings_for(conversation.connector, **{"base_url": server.address} | changes)

    answer = hold(conversation, server, settings=settings)

    assert answer.outcome == NotSent(words=trouble.value)
    assert answer.exchange.phase is Phase.NOTHING_SENT
    assert server.connections == 0


@every_way_to_move_money
def test_an_order_to_a_closed_port_was_not_sent(conversation, server):
    server.stop()

    answer = hold(conversation, server)

    assert answer.outcome == NotSent(words=Trouble.REFUSED.value)
    assert answer.exchange.phase is Phase.NOTHING_SENT


@every_way_to_move_money
def test_an_order_to_a_server_without_tls_was_not_sent(conversation, server):
    server.will(hang_up)
    address = server.address.replace("http:", "https:")

    answer = hold(conversation, server, settings=settings_for(conversation.connector, address))

    assert answer.outcome == NotSent(words=Trouble.TLS_FAILED.value)
    assert answer.exchange.phase is Phase.NOTHING_SENT


@every_safe_question
@pytest.mark.parametrize("fault", UNSENT)
def test_a_question_that_could_not_be_asked_says_nothing_of_an_order(conversation, server, fault):
    changes, trouble = UNSENT[fault]
    settings = settings_for(
        conversation.connector,
        **{"base_url": server.address, "retries": RetryPolicy(tries=1)} | changes,
    )

    answer = hold(conversation, server, settings=settings)

    assert isinstance(answer.outcome, NoAnswer)
    assert answer.outcome.words == trouble.value
