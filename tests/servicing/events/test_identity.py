"""When two stream entries are the same event (WIRE 1.2)."""

from uuid import UUID

import pytest

from servicing import events

FIELDS = {
    "typ": "account.updated.v1",
    "payload": '{"account_id":"L1","current_balance":"1.00"}',
    "conv": "request-1",
    "cause": "cause-1",
    "seq": "1",
}


def identity(
    entry_id: str = "1-0", stream: str = "inbox:billie-servicing", **changes: str
) -> UUID:
    """Return the identity of an entry with the usual fields, some of them changed."""
    fields = {name.encode(): value.encode() for name, value in (FIELDS | changes).items()}
    return events.read_envelope(stream=stream, entry_id=entry_id, fields=fields).identity


def test_an_event_that_was_sent_twice_is_the_same():
    assert identity("1-0") == identity("2-0") == identity("2-0", stream="another")


@pytest.mark.parametrize("name", ["typ", "payload", "conv", "cause"])
def test_several_events_of_one_cause_are_told_apart(name):
    assert identity() != identity(**{name: "different"})


@pytest.mark.parametrize("name", ["seq", "agt", "usr", "timestamp"])
def test_what_a_publisher_may_fill_in_anew_tells_nothing_apart(name):
    assert identity() == identity(**{name: "7"})


@pytest.mark.parametrize("name", ["id", "event_id"])
def test_an_explicit_id_decides(name):
    same = identity(**{name: "E1"})

    assert same == identity("9-0", **{name: "E1"}, payload="{}", cause="other", typ="x", conv="")
    assert same != identity(**{name: "E2"})


def test_the_id_of_the_envelope_comes_before_that_of_the_payload():
    inside = '{"event_id":"E2"}'

    assert identity(event_id="E1", payload=inside) == identity(id="E1")
    assert identity(payload=inside) == identity(id="E2")


@pytest.mark.parametrize(
    "payload",
    [
        '{"event_id":"E2","a":[1,{"b":2}]}',
        '"{\\"event_id\\":\\"E2\\"}"',
        '{"event_id":"E2","amount":NaN}',
        '{"event_id":"E2","name":"\\ud800"}',
    ],
)
def test_an_id_in_the_payload_is_found_however_strange_the_rest(payload):
    assert identity(payload=payload) == identity(id="E2")


def test_a_number_can_be_an_id():
    assert identity(payload='{"event_id":17}') == identity(id="17")


@pytest.mark.parametrize("event_id", ['""', "null", "true", "{}", "[1]", "1.5"])
def test_what_is_no_id_leaves_the_cause_to_decide(event_id):
    payload = f'{{"event_id":{event_id}}}'

    assert identity(payload=payload) != identity(payload=payload, cause="other")


def test_an_id_further_down_in_the_payload_is_somebody_elses():
    first, second = '{"a":{"event_id":"E"},"b":1}', '{"a":{"event_id":"E"},"b":2}'

    assert identity(payload=first) != identity(payload=second)


def test_a_field_called_id_in_free_data_is_no_event_id():
    assert identity(payload='{"id":"1","a":1}') != identity(payload='{"id":"1","a":2}')


def test_without_id_and_cause_an_entry_is_only_itself():
    assert identity("1-0", cause="") == identity("1-0", cause="")
    assert identity("1-0", cause="") != identity("2-0", cause="")
    assert identity("1-0", cause="") != identity("1-0", cause="", stream="another")


def test_an_entry_id_that_comes_again_with_another_message_is_another_event():
    assert identity("1-0", cause="") != identity("1-0", cause="", seq="2")


def test_an_entry_that_cannot_be_read_has_an_identity_too():
    broken = {b"typ": b"\xff", b"payload": b"{"}

    identities = {
        events.entry_identity(stream=stream, entry_id=entry_id, fields=broken)
        for stream in ("one", "two")
        for entry_id in ("1-0", "2-0")
    }

    assert len(identities) == 4


def test_ids_and_causes_are_never_mixed_up():
    assert identity(id="cause-1") != identity()


def test_the_parts_of_a_digest_cannot_run_into_each_other():
    assert identity(cause="ab", conv="c") != identity(cause="a", conv="bc")
