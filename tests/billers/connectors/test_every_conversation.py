"""Every recorded conversation is held over a real socket, and ends as its file says."""

import pytest
from lxml import etree

from billers.connectors.contract import MOVE_MONEY, Phase
from tests.billers.connectors.conversations import conversations, hold

ALL = conversations()
every_conversation = pytest.mark.parametrize("conversation", ALL, ids=str)


def plain(value):
    """Return a value as JSON would have it."""
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | dict):
        return value
    return str(value)


def facts(thing, names):
    """Return the named facts of a thing, as JSON would have them."""
    return {name: plain(getattr(thing, name)) for name in names}


def said_of(outcome, then):
    """Return of an outcome what a file says of it."""
    if then["is"] == "tuple":
        rows = [facts(row, told) for row, told in zip(outcome, then["of"], strict=True)]
        return {"is": type(outcome).__name__, "of": rows}
    return {"is": type(outcome).__name__} | facts(outcome, then.keys() - {"is"})


def canonical(markup):
    """Return markup without what is a matter of writing."""
    return etree.canonicalize(markup, strip_text=True, rewrite_prefixes=True)


@every_conversation
def test_a_conversation_ends_as_it_was_recorded(conversation, server):
    server.will(conversation.act)

    reply = hold(conversation, server)

    assert said_of(reply.outcome, conversation.story["then"]) == conversation.story["then"]


@pytest.mark.parametrize("conversation", [c for c in ALL if "we_send" in c.story], ids=str)
def test_a_conversation_says_what_was_recorded(conversation, server):
    server.will(conversation.act)

    hold(conversation, server)

    sent, expected = server.heard[0], conversation.story["we_send"]
    assert (sent.method, sent.path) == (expected["method"], expected["path"])
    assert sent.headers.get("SOAPAction") == expected.get("soap_action")
    if "body" in expected:
        assert canonical(sent.body.decode()) == canonical("\n".join(expected["body"]))


@every_conversation
def test_an_order_is_sent_once_or_not_at_all(conversation, server):
    server.will(conversation.act)

    reply = hold(conversation, server)

    assert len(server.heard) == (reply.exchange.phase is not Phase.NOTHING_SENT)


@pytest.mark.parametrize(
    "conversation", [c for c in ALL if c.ability in MOVE_MONEY and c.is_accepted], ids=str
)
def test_money_that_was_accepted_has_a_whole_answer_behind_it(conversation, server):
    server.will(conversation.act)

    reply = hold(conversation, server)

    assert reply.exchange.phase is Phase.ANSWERED
    assert reply.exchange.http_status == 200


@every_conversation
def test_a_recording_says_why_it_was_made(conversation):
    assert conversation.story["why"].endswith(".")
    assert conversation.story["ask"]["do"] == conversation.ability
