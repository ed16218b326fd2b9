"""Whatever bytes a stream holds, they are read, or unreadable: never anything else."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicing import events
from servicing.events.decoding import _READINGS
from servicing.events.doubts import Notes
from servicing.events.json_text import load
from servicing.events.patience import build
from tests.servicing.examples import EXAMPLES
from tests.servicing.strange import messages, nearly_right

NAMES = [b"typ", b"msg_type", b"payload", b"dat", b"conv", b"usr", b"cause", b"id", b"timestamp"]
any_fields = st.dictionaries(
    st.sampled_from(NAMES) | st.binary(max_size=8), st.binary(), max_size=9
)


@given(any_fields, st.text(max_size=30))
def test_any_bytes_are_an_envelope_or_unreadable(fields, entry_id):
    try:
        envelope = events.read_envelope(stream="s", entry_id=entry_id, fields=fields)
    except events.Unreadable as error:
        assert str(error)
    else:
        assert -(2**63) <= envelope.stream_order < 2**63
        assert "\0" not in envelope.typ + envelope.conversation_id + envelope.customer_id

    events.size_of(fields)
    events.type_of(fields)
    events.published_at(entry_id)
    events.entry_identity(stream="s", entry_id=entry_id, fields=fields)


@given(
    st.sampled_from(sorted(events.CATALOGUE)), st.binary(max_size=200) | st.text().map(str.encode)
)
@example("user_input", b'{"utterance":"\\ud800"}')
@example("account.updated.v1", b'{"account_id":"L1","current_balance":' + b"9" * 6_000 + b"}")
@example("account.updated.v1", b'{"account_id":' + b"9" * 6_000 + b"}")
@example("user_input", b'{"utterance":1e999999999999999999999}')
@example("user_input", b'{"additional_data":1e999999999999999999999}')
@example("user_input", b'{"additional_data":NaN,"created_at":Infinity}')
@example("loan.aging.updated.v1", b'{"account_id":"L1","dpd":1e999999999}')
@example("loan.aging.updated.v1", b'{"account_id":"L1","timestamp":1e999999999}')
def test_any_payload_is_an_event_or_unreadable(typ, payload):
    fields = {b"typ": typ.encode(), b"payload": payload, b"conv": b"chat-1"}

    read(fields)


@settings(max_examples=400)
@given(messages())
def test_any_json_is_an_event_or_unreadable(fields):
    read(fields)


@settings(max_examples=400)
@given(st.sampled_from(sorted(EXAMPLES)), st.data())
def test_both_ways_to_read_a_payload_say_the_same(typ, data):
    payload = data.draw(nearly_right(EXAMPLES[typ]))
    text = json.dumps(payload)
    reading = _READINGS[events.CATALOGUE[typ]]
    if reading.strict is None:
        return
    try:
        strictly = reading.strict.decode(text)
    except ValueError:
        return
    if not reading.is_sound(strictly) or reading.needs_patience(text):
        return

    notes = Notes()
    patiently = build(reading.plan, load(text, notes), notes)

    assert patiently == strictly
    assert notes == []


def read(fields: dict[bytes, bytes]) -> Any:
    """Return the event in these fields, or nothing when it is unreadable."""
    try:
        envelope = events.read_envelope(stream="s", entry_id="1-0", fields=fields)
        event, warnings = events.decode(envelope)
    except events.Unreadable as error:
        assert "\0" not in str(error)
        return None
    assert all(isinstance(warning, str) and "\0" not in warning for warning in warnings)
    assert event.aggregate(envelope)
    event.also(envelope)
    return event


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15)))
def test_an_amount_with_two_decimals_is_never_changed(amount):
    payload = (
        f'{{"account_id":"L1","current_balance":{amount:f},"last_payment_amount":"{amount}"}}'
    )

    event = read({b"typ": b"account.updated.v1", b"payload": payload.encode()})

    if abs(amount) < Decimal(10) ** 16:
        assert event.current_balance == event.last_payment_amount == amount
    else:
        assert event.current_balance is event.last_payment_amount is None
