"""What every connector promises. No biller is named here: a new one is held to all of it."""

import inspect
from decimal import Decimal

import pytest

from billers.connectors.contract import (
    ABILITIES,
    Dialect,
    Fault,
    NotSent,
    Phase,
    Reached,
    RetryPolicy,
    SettingsAreUnfinished,
    Unknown,
    abilities_of,
)
from billers.connectors.registry import all_connectors, dialects_of
from tests.billers.connectors.conversations import conversations, hold, one_of_each
from tests.billers.connectors.server import break_off, reply
from tests.billers.connectors.settings import paths_for, settings_for

CONVERSATIONS = conversations()
MONEY = [c for c in one_of_each() if c.moves_money]
SAFE = [c for c in one_of_each() if not c.moves_money]

every_connector = pytest.mark.parametrize(
    "connector", all_connectors().values(), ids=lambda c: f"{c.biller_type}-{c.dialect}"
)
every_way_to_move_money = pytest.mark.parametrize("conversation", MONEY, ids=str)
every_safe_question = pytest.mark.parametrize("conversation", SAFE, ids=str)


@every_connector
def test_every_ability_has_a_recorded_conversation(connector):
    recorded = {
        c.ability
        for c in CONVERSATIONS
        if (c.biller_type, c.dialect) == (connector.biller_type, connector.dialect)
    }

    assert recorded == abilities_of(connector)


@every_connector
def test_a_connector_says_who_it_is(connector):
    module = inspect.getmodule(connector)

    assert module.__doc__.startswith(connector.title)
    assert connector.__doc__


@every_connector
def test_it_does_not_start_without_a_path_that_it_needs(connector):
    for name in connector.paths_needed():
        paths = {key: path for key, path in paths_for(connector).items() if key != name}

        with pytest.raises(SettingsAreUnfinished, match=name):
            connector(settings=settings_for(connector, paths=paths))


@every_connector
def test_it_does_not_start_with_a_path_that_lacks_a_value(connector):
    for name, values in connector.paths_needed().items():
        wrong = "/without-values" if values else "/with/{nobody_knows_what}"

        with pytest.raises(SettingsAreUnfinished, match=name):
            connector(settings=settings_for(connector, paths=paths_for(connector) | {name: wrong}))


@every_connector
def test_it_does_not_start_for_another_dialect(connector):
    other = next(dialect for dialect in Dialect if dialect != connector.dialect)

    with pytest.raises(SettingsAreUnfinished, match=f"configured to speak {other}"):
        connector(settings=settings_for(connector, dialect=other))


@every_connector
def test_what_a_refusal_means_is_said_in_sentences_of_our_own(connector):
    meanings = [*connector.codes.values(), *connector.words.values()]

    assert all(meaning.words.endswith(".") for meaning in meanings)
    assert all(meaning.fault in (Fault.CUSTOMER, Fault.OURS) for meaning in meanings)
    assert all(phrase == phrase.casefold() for phrase in connector.words)


@every_connector
def test_a_biller_means_the_same_over_every_dialect(connector):
    others = [
        all_connectors()[connector.biller_type, d] for d in dialects_of(connector.biller_type)
    ]

    assert all((o.codes, o.words) == (connector.codes, connector.words) for o in others)
    assert all(o.title == connector.title for o in others)


@every_connector
def test_a_resend_is_safe_only_where_a_used_reference_has_a_code(connector):
    has_a_code = any(meaning.is_used_reference for meaning in connector.codes.values())

    assert connector.resend_is_safe == has_a_code


@every_connector
def test_a_connection_can_be_tried_without_asking_for_anything(connector, server):
    server.will(reply("whatever", status=404))

    answer = connector(settings=settings_for(connector, server.address)).check_connection()

    assert answer.outcome == Reached(http_status=404)
    assert [(heard.method, heard.path, heard.body) for heard in server.heard] == [
        ("GET", "/", b"")
    ]


def test_every_ability_is_at_some_biller():
    found = {
        ability for connector in all_connectors().values() for ability in abilities_of(connector)
    }

    assert found == set(ABILITIES)


def changed(conversation, name):
    """Return what is asked with one fact changed, and whatever can stand for it."""
    ask = conversation.story["ask"]
    if name == "amount":
        return {"amount": str(Decimal(ask["amount"]) + 1)}
    if name in ("account_number", "phone"):
        stand_ins = ("account_number", "invoice_number", "phone")
        return {stand_in: "0999000999" for stand_in in stand_ins if ask.get(stand_in)}
    return {name: f"{ask[name]}-X"}


@pytest.mark.parametrize(
    "conversation",
    [c for c in CONVERSATIONS if c.is_accepted],
    ids=str,
)
def test_the_answer_to_another_order_is_never_taken(conversation, server):
    server.will(conversation.act)

    for name in conversation.connector.answers_repeat:
        outcome = hold(conversation, server, **changed(conversation, name)).outcome

        assert isinstance(outcome, Unknown), name
        assert outcome.is_alarm


@pytest.mark.parametrize(
    "conversation",
    [
        c
        for c in CONVERSATIONS
        if c.story["then"]["is"] in ("Declined", "NotSent") and c.moves_money
    ],
    ids=str,
)
def test_a_refused_resend_proves_nothing_of_the_first(conversation, server):
    server.will(conversation.act)

    outcome = hold(conversation, server, is_resend=True).outcome

    assert isinstance(outcome, Unknown)


@every_way_to_move_money
def test_a_resend_that_could_not_be_sent_leaves_the_first_unknown(conversation, server):
    server.stop()

    outcome = hold(conversation, server, is_resend=True).outcome

    assert isinstance(outcome, Unknown)


@every_way_to_move_money
def test_an_order_is_never_sent_again_by_itself(conversation, server):
    server.will(break_off, conversation.act)
    settings = settings_for(conversation.connector, server.address, retries=RetryPolicy(tries=5))

    outcome = hold(conversation, server, settings=settings).outcome

    assert isinstance(outcome, Unknown)
    assert len(server.heard) == 1


@every_way_to_move_money
def test_an_order_is_sent_over_a_connection_of_its_own(conversation, server):
    server.will(conversation.act)

    hold(conversation, server)
    hold(conversation, server)

    assert server.connections == 2
    assert all(heard.headers["Connection"] == "close" for heard in server.heard)


@every_safe_question
def test_a_safe_question_is_asked_again_until_there_is_an_answer(conversation, server):
    server.will(break_off, reply("busy", status=503), conversation.act)
    patient = RetryPolicy(tries=3, first_wait_seconds=0.01)
    settings = settings_for(conversation.connector, server.address, retries=patient)

    answer = hold(conversation, server, settings=settings)

    assert type(answer.outcome).__name__ == conversation.story["then"]["is"]
    assert answer.exchange.tries == len(server.heard) == 3


@every_safe_question
def test_a_safe_question_is_given_up_in_the_end(conversation, server):
    server.will(reply("busy", status=503))
    settings = settings_for(
        conversation.connector,
        server.address,
        retries=RetryPolicy(tries=2, first_wait_seconds=0.01),
    )

    answer = hold(conversation, server, settings=settings)

    assert answer.outcome.fault is Fault.THEIRS
    assert len(server.heard) == 2


@every_way_to_move_money
def test_what_is_kept_of_an_order_tells_how_far_it_came(conversation, server):
    server.will(conversation.act)

    answered = hold(conversation, server)
    server.will(break_off)
    lost = hold(conversation, server)
    server.stop()
    unsent = hold(conversation, server)

    assert [reply.exchange.phase for reply in (answered, lost, unsent)] == [
        Phase.ANSWERED, Phase.SENT, Phase.NOTHING_SENT,
    ]  # fmt: skip
    assert [reply.exchange.http_status for reply in (answered, lost, unsent)] == [200, None, None]
    assert isinstance(unsent.outcome, NotSent)
    assert conversation.story["ask"]["our_transaction_id"] in answered.exchange.request
