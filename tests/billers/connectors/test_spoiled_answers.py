"""Answers spoilt by chance: nothing raises, and nothing that is spoilt where it counts is paid."""

import random
import re

import pytest

from billers.connectors.contract import Phase, Unknown
from tests.billers.connectors.conversations import conversations, hold
from tests.billers.connectors.server import reply

TRIES = 25
WORDS = ["", "<", "</", "&", "&#0;", "\0", "null", "-1", "success", "failed", "<status>success",
         "]]>", "<!--", "9" * 50, "\ufffe"]  # fmt: skip

TELLING = re.compile(
    r" *<(status|our_transaction_id|their_transaction_id|account_number|amount|Status"
    r"|OurTransactionId|TheirTransactionId|AccountNumber|Amount|ResponseCode|ResultCode|Succeeded"
    r"|OrderId|OfferId|MobileNumber)>"
)
"""The lines without which nothing is paid."""


def spoilt(lines, chance):
    """Return a body with one thing wrong with it."""
    lines = list(lines) or [""]
    place = chance.randrange(len(lines))
    text = lines[place]
    cut = chance.randrange(len(text) + 1)
    lines[place : place + 1] = chance.choice(
        [
            [],
            [text, text],
            [text[:cut]],
            [text[:cut] + chance.choice(WORDS) + text[cut:]],
            [text[:cut] + chr(chance.randrange(32, 0x2000)) + text[cut + 1 :]],
            [chance.choice(lines)],
        ]
    )
    return "\n".join(lines)


@pytest.mark.parametrize("conversation", conversations(), ids=str)
def test_no_spoilt_answer_raises(conversation, server):
    chance = random.Random(str(conversation))
    answer = conversation.story["they_answer"]

    for _ in range(TRIES):
        body = spoilt(answer["body"], chance)
        server.will(reply(body, content_type=answer["content_type"]))

        told = hold(conversation, server)

        assert told.exchange.phase in (Phase.ANSWERED, Phase.NOTHING_SENT)


@pytest.mark.parametrize(
    "conversation",
    [c for c in conversations() if c.moves_money and c.is_accepted],
    ids=str,
)
def test_an_answer_that_lacks_a_fact_is_not_paid(conversation, server):
    answer = conversation.story["they_answer"]
    telling = [place for place, line in enumerate(answer["body"]) if TELLING.match(line)]

    for place in telling:
        body = [line for at, line in enumerate(answer["body"]) if at != place]
        server.will(reply("\n".join(body), content_type=answer["content_type"]))

        outcome = hold(conversation, server).outcome

        assert isinstance(outcome, Unknown), answer["body"][place]

    assert len(telling) >= 5
