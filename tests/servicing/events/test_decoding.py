"""Decoding payloads: whole, strange, and not at all."""

import json

import pytest

from servicing import events
from servicing.events.json_text import DEEPEST
from tests.servicing.events.reading import account, decode
from tests.servicing.examples import EXAMPLES


@pytest.mark.parametrize("typ", events.CATALOGUE)
def test_a_payload_in_a_string_reads_like_the_payload(typ):
    wrapped = json.dumps(json.dumps(json.dumps(EXAMPLES[typ])))

    assert decode(typ, wrapped) == decode(typ, EXAMPLES[typ])


@pytest.mark.parametrize("typ", events.CATALOGUE)
def test_a_nul_character_forces_patience_and_changes_nothing_else(typ):
    event, warnings = decode(typ, {"unknown": "\0"} | EXAMPLES[typ])

    expected, _ = decode(typ, {"unknown": ""} | EXAMPLES[typ])
    assert event == expected
    assert warnings == ["payload: NUL characters were removed"]


@pytest.mark.parametrize("typ", events.CATALOGUE)
def test_what_nobody_knows_is_no_hindrance(typ):
    event, warnings = decode(typ, {**EXAMPLES[typ], "brand_new": {"a": [1]}})

    assert type(event) is events.CATALOGUE[typ]
    assert warnings == []


@pytest.mark.parametrize("typ", events.CATALOGUE)
def test_every_field_may_be_of_a_strange_type(typ):
    for name in EXAMPLES[typ]:
        for strange in ({"a": 1}, [[]], True, 10**30, -1.5, "?", "", None):
            try:
                event, _ = decode(typ, EXAMPLES[typ] | {name: strange})
            except events.Unreadable as error:
                assert name in str(error)  # only what the event cannot do without
            else:
                assert type(event) is events.CATALOGUE[typ]


@pytest.mark.parametrize(
    ("typ", "missing"),
    [
        ("account.created.v1", "account_id"),
        ("account.updated.v1", "account_id"),
        ("loan.aging.updated.v1", "account_id"),
        ("customer.changed.v1", "customer_id"),
        ("customer.verified.v1", "customer_id"),
        ("customer.identity.linked.v1", "canonical_id"),
        ("customer.identity.merged.v1", "merged_canonical_id"),
    ],
)
@pytest.mark.parametrize("value", [None, "", {}, "x" * 201])
def test_an_event_about_nobody_is_unreadable(typ, missing, value):
    with pytest.raises(events.Unreadable, match=missing):
        decode(typ, EXAMPLES[typ] | {missing: value})


@pytest.mark.parametrize("conv", ["", "c" * 201])
def test_a_chat_event_without_a_conversation_is_unreadable(conv):
    with pytest.raises(events.Unreadable, match="names no conversation"):
        decode("user_input", {"utterance": "Hi"}, conv=conv)


@pytest.mark.parametrize(
    "payload", ["{", "[]", "7", '"text"', "{'a':1}", "\ufeff{}", '{"account_id":}', "tru"]
)
def test_what_is_no_json_object_is_unreadable(payload):
    with pytest.raises(events.Unreadable, match="the payload is"):
        decode("account.created.v1", payload)


@pytest.mark.parametrize("depth", [DEEPEST, 5_000, 100_000])
@pytest.mark.parametrize("typ", ["identityRisk_assessment", "user_input"])
def test_a_depth_bomb_is_unreadable(typ, depth):
    bomb = '{"additional_data":' + "[" * depth + "]" * depth + "}"

    with pytest.raises(events.Unreadable, match="nested deeper"):
        decode(typ, bomb)


def test_brackets_in_a_text_are_no_depth():
    event, warnings = decode("user_input", {"utterance": "[" * 5_000})

    assert (event.utterance, warnings) == ("[" * 5_000, [])


def test_an_identifier_that_is_optional_is_dropped_when_too_long():
    event, warnings = account(customer_id="c" * 201)

    assert event.customer_id is None
    assert warnings == ["customer_id dropped: longer than 200 characters"]


def test_half_a_character_is_replaced_and_noted():
    event, warnings = decode("user_input", '{"utterance":"a\\ud83d b"}')

    assert event.utterance == "a\ufffd b"
    assert warnings == ["payload: characters that are no Unicode were replaced"]


def test_a_message_that_is_an_object_is_kept_as_text():
    event, warnings = decode("user_input", '{"utterance":{"text":"Hi","n":1.10}}')

    assert event.utterance == '{"text":"Hi","n":1.10}'
    assert warnings == ["utterance is an object, kept as text"]


def test_a_warning_names_the_place_and_never_the_value():
    _, warnings = decode(
        "account.schedule.updated.v1",
        {"account_id": "L1", "payments": [{"payment_number": 1, "paid_date": "secret"}]},
    )

    assert warnings == ["payments[0].paid_date dropped: not an ISO date"]


def test_there_are_never_more_warnings_than_somebody_would_read():
    _, warnings = decode(
        "account.schedule.updated.v1", {"account_id": "L1", "payments": [0] * 500}
    )

    assert len(warnings) == 21
    assert warnings[-1] == "and more of the kind"


def test_warnings_about_the_envelope_come_along():
    fields = {b"typ": b"account.closed.v1", b"payload": b'{"account_id":"L1"}', b"usr": b"\0"}
    envelope = events.read_envelope(stream="s", entry_id="1-0", fields=fields)

    assert events.decode(envelope)[1] == ["usr: NUL characters were removed"]


@pytest.mark.parametrize(
    ("typ", "aggregate", "also"),
    [
        ("account.created.v1", "account:L1", ""),
        ("loan.aging.updated.v1", "account:L1", ""),
        ("account.schedule.updated.v1", "account:L1", ""),
        ("customer.changed.v1", "customer:C1", ""),
        ("customer.verified.v1", "customer:C1", ""),
        ("customer.identity.linked.v1", "customer:C1", "customer:J1"),
        ("customer.identity.merged.v1", "customer:C1", "customer:C2"),
        ("user_input", "conversation:chat-1", ""),
        ("applicationDetail_changed", "conversation:chat-1", "customer:C1"),
    ],
)
def test_an_event_knows_what_it_happened_to(typ, aggregate, also):
    fields = {
        b"typ": typ.encode(),
        b"payload": json.dumps(EXAMPLES[typ]).encode(),
        b"conv": b"chat-1",
    }
    envelope = events.read_envelope(stream="s", entry_id="1-0", fields=fields)

    event, _ = events.decode(envelope)

    assert (event.aggregate(envelope), event.also(envelope)) == (aggregate, also)


def test_an_empty_word_is_no_word_whichever_way_it_is_read():
    quickly, _ = decode("final_credit_decision", {"decision": ""})
    patiently, _ = decode("final_credit_decision", {"decision": "", "reason": "\0"})

    assert quickly.decision is patiently.decision is None
