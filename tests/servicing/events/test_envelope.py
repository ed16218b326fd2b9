"""Reading the flat fields of a stream entry, with every quirk of WIRE 1.2."""

from datetime import UTC, datetime

import pytest

from servicing import events

STREAM = "inbox:billie-servicing"


def read(entry_id: str = "1772442000000-0", **fields: str | bytes) -> events.Envelope:
    """Return the envelope in these fields."""
    raw = {k.encode(): v if isinstance(v, bytes) else v.encode() for k, v in fields.items()}
    return events.read_envelope(stream=STREAM, entry_id=entry_id, fields=raw)


def test_an_envelope_is_read_whole():
    envelope = read(
        typ="user_input",
        payload='{"utterance":"Hi"}',
        conv="chat-1",
        usr="C1",
        agt="chat::web",
        seq="1",
        cls="msg",
        rec="[]",
        cause="abc",
        app_number="APP-1",
        timestamp="2026-03-02T08:00:00+11:00",
    )

    assert envelope.typ == "user_input"
    assert envelope.payload == '{"utterance":"Hi"}'
    assert (envelope.conversation_id, envelope.customer_id) == ("chat-1", "C1")
    assert (envelope.agent, envelope.cause) == ("chat::web", "abc")
    assert envelope.application_number == "APP-1"
    assert envelope.sent_at == datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert envelope.warnings == ()


@pytest.mark.parametrize(
    ("aliases", "attribute"),
    [
        (["msg_type", "typ", "event_type"], "typ"),
        (["payload", "dat"], "payload"),
        (["conv", "cid", "conversation_id"], "conversation_id"),
        (["usr", "user_id"], "customer_id"),
        (["app_number", "application_number"], "application_number"),
        (["id", "event_id"], "event_id"),
    ],
)
def test_the_first_alias_that_says_something_counts(aliases, attribute):
    for place, alias in enumerate(aliases):
        fields = dict.fromkeys(aliases[:place], "") | {name: name for name in aliases[place:]}

        envelope = read(**{"typ": "x", **fields} if attribute != "typ" else fields)

        assert getattr(envelope, attribute) == alias


@pytest.mark.parametrize("seq", ["", "1", "one", "-7"])
@pytest.mark.parametrize("rec", ["", "[]", '["a"]', "everybody", "{"])
def test_sequence_numbers_and_recipients_are_never_in_the_way(seq, rec):
    assert read(typ="x", seq=seq, c_seq=seq, rec=rec).warnings == ()


@pytest.mark.parametrize("fields", [{}, {"typ": ""}, {"typ": "  "}, {"payload": "{}"}])
def test_an_entry_without_a_type_is_unreadable(fields):
    with pytest.raises(events.Unreadable, match="names no event type"):
        read(**fields)


def test_a_type_too_long_to_store_is_unreadable():
    with pytest.raises(events.Unreadable, match="longer than 200"):
        read(typ="x" * 201)


@pytest.mark.parametrize("name", ["typ", "payload", "id"])
def test_a_field_that_is_needed_and_no_utf_8_is_unreadable(name):
    with pytest.raises(events.Unreadable, match="is not UTF-8"):
        read(**{"typ": "x", name: b"caf\xe9"})


@pytest.mark.parametrize("name", ["usr", "agt", "cause", "conv", "app_number"])
def test_any_other_field_that_is_no_utf_8_is_dropped_and_noted(name):
    envelope = read(**{"typ": "x", name: b"caf\xe9"})

    [note] = envelope.warnings
    assert note.startswith(f"{name} dropped: is not UTF-8")


def test_a_field_that_nobody_needs_may_be_anything():
    assert read(typ="x", rec=b"\xff\xfe", whatever=b"\x80").typ == "x"


def test_no_payload_is_an_empty_one():
    assert read(typ="x").payload == read(typ="x", payload="").payload == "{}"


def test_a_payload_is_taken_out_of_the_strings_it_is_wrapped_in():
    twice = '"\\"{\\\\\\"a\\\\\\":1}\\""'

    assert read(typ="x", payload=twice).payload == '{"a":1}'
    assert read(typ="x", payload=' "{}"').payload == "{}"


def test_nul_characters_are_removed_and_noted():
    envelope = read(typ="a\0b", conv="c\0", usr="\0C1")

    assert (envelope.typ, envelope.conversation_id, envelope.customer_id) == ("ab", "c", "C1")
    assert envelope.warnings == (
        "typ: NUL characters were removed",
        "conv: NUL characters were removed",
        "usr: NUL characters were removed",
    )


def test_an_identifier_too_long_to_store_is_dropped_and_noted():
    envelope = read(typ="x", usr="u" * 201)

    assert envelope.customer_id == ""
    assert envelope.warnings == ("usr dropped: longer than 200 characters",)


def test_an_unreadable_timestamp_is_dropped_and_noted():
    envelope = read(typ="x", timestamp="yesterday")

    assert envelope.sent_at is None
    assert envelope.occurred_at == envelope.published_at
    assert envelope.warnings == ("timestamp dropped: not an ISO instant",)


def test_the_entry_id_says_when_it_was_published():
    assert read("1772442000123-7", typ="x").published_at == datetime(
        2026, 3, 2, 9, 0, 0, 123000, tzinfo=UTC
    )


def test_the_order_in_the_stream_is_that_of_the_entry_ids():
    ids = ["0-1", "9-0", "10-0", "10-1", "10-10", "1772442000000-0", f"{2**64 - 1}-{2**64 - 1}"]

    orders = [read(entry_id, typ="x").stream_order for entry_id in ids]

    assert orders == sorted(set(orders))
    assert orders[-1] == 2**63 - 1


def test_an_absurd_entry_id_still_has_an_instant():
    assert read(f"{2**64 - 1}-0", typ="x").published_at.year == 2248


@pytest.mark.parametrize("entry_id", ["", "now", "-1-0", "1-x", "9" * 5000])
def test_what_is_no_entry_id_is_unreadable_or_cut_off(entry_id):
    with pytest.raises(events.Unreadable, match="not a stream entry's id"):
        read(entry_id, typ="x")

    assert events.published_at(entry_id) == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_size_is_that_of_all_names_and_values():
    assert events.size_of({b"typ": b"abc", b"payload": b"{}"}) == 15


def test_the_type_is_found_even_where_nothing_else_can_be_read():
    assert events.type_of({b"typ": b"caf\xe9\0", b"payload": b"\xff"}) == "caf\ufffd"
    assert events.type_of({}) == ""
