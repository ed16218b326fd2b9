"""Stored messages made readable, whatever is in them."""

import base64
import json

from servicing.pages.raw_messages import LONGEST_SHOWN, read_message


def stored(**fields: object) -> str:
    return json.dumps(fields)


def test_json_is_indented_also_inside_a_json_string() -> None:
    message = read_message(stored(payload=json.dumps('{"a": {"b": 1}}')))

    assert message.long[0].text == '{\n  "a": {\n    "b": 1\n  }\n}'


def test_short_fields_stand_apart_from_documents() -> None:
    message = read_message(stored(typ="user_input", payload='{"a": 1}', seq="", rec="[]"))

    assert [field.name for field in message.long] == ["payload"]
    assert [field.name for field in message.short] == ["typ", "seq", "rec"]


def test_broken_json_is_shown_as_it_came() -> None:
    message = read_message(stored(payload='{"a": ' + "x" * 90))

    assert message.long[0].text.startswith('{"a": x')


def test_bytes_that_are_no_text_can_be_seen() -> None:
    encoded = {"base64": base64.b64encode(b"\xffab").decode()}

    message = read_message(stored(agt=encoded))

    assert message.short[0].text == r"\xffab"
    assert message.short[0].octets == 3


def test_control_characters_can_be_seen() -> None:
    assert read_message(stored(agt="a\x00b")).short[0].text == "a␀b"


def test_a_message_of_300_kilobytes_is_cut() -> None:
    field = read_message(stored(payload="x" * 300_000)).long[0]

    assert field.is_cut
    assert len(field.text) == LONGEST_SHOWN
    assert field.octets == 300_000


def test_json_nested_beyond_reason_is_shown_as_text() -> None:
    deep = "[" * 50_000

    assert read_message(stored(payload=deep)).long[0].text == deep
