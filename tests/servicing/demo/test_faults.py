"""Spoilt traffic has every kind of fault in it, loses nothing true, and is the same each time."""

import json
from collections import Counter

import pytest

from servicing.demo import faults, stories
from servicing.demo.wrecks import OVERSIZED
from servicing.events import CATALOGUE
from tests.servicing.demo.reading import START, identity_of, payload_of


@pytest.fixture(scope="module")
def good():
    """The messages of some lives."""
    return list(stories.messages(seed=1, customers=40, start=START))


def spoil(good, *kinds):
    """Return the messages with faults of some kinds in them."""
    return list(faults.with_faults(good, 1, kinds=kinds))


def extra(good, *kinds):
    """Return the messages that such faults have added."""
    known = {str(message) for message in good}
    return [message for message in spoil(good, *kinds) if str(message) not in known]


def test_the_same_seed_spoils_the_same_messages(good):
    assert list(faults.with_faults(good, 5)) == list(faults.with_faults(good, 5))
    assert list(faults.with_faults(good, 5)) != list(faults.with_faults(good, 6))


@pytest.mark.parametrize("kind", faults.KINDS)
def test_every_fault_leaves_its_mark(good, kind):
    assert spoil(good, kind) != good


def test_a_few_hundred_messages_meet_every_kind_of_fault(good):
    spoilt = {str(message) for message in faults.with_faults(good, 1)}

    assert any("\\xff\\xfe" in text for text in spoilt)
    assert any("AccountStatus." in text for text in spoilt)
    assert any("SOMETHING_NEW" in text for text in spoilt)
    assert any("msg_type" in text for text in spoilt)
    assert any("\\x00" in text for text in spoilt)
    assert any(len(text) > OVERSIZED for text in spoilt)


def test_a_kind_that_does_not_exist_is_refused(good):
    with pytest.raises(ValueError, match="no such faults: gremlins"):
        spoil(good, "gremlins")


def test_nothing_true_is_lost(good):
    order = ("duplicate", "late", "early")
    spoilt = {identity_of(message) for message in spoil(good, *order)}

    assert spoilt == {identity_of(message) for message in good}


def test_a_duplicate_is_the_same_event_again_and_later(good):
    places = Counter(identity_of(message) for message in spoil(good, "duplicate"))

    assert max(places.values()) == 2
    assert len(places) == len(good)


def test_a_late_message_is_overtaken_by_others(good):
    spoilt = spoil(good, "late")

    assert sorted(map(str, spoilt)) == sorted(map(str, good))
    assert spoilt != good


def test_an_instalment_is_paid_before_its_schedule_is_known(good):
    known, early = set(), 0
    for message in spoil(good, "early"):
        payload = payload_of(message)
        if message["typ"] == "account.schedule.created.v1":
            known.add(payload["account_id"])
        elif message["typ"] == "account.schedule.updated.v1":
            early += payload["account_id"] not in known

    assert early > 0


def test_a_wreck_has_an_identity_of_its_own(good):
    known = {identity_of(message) for message in good}
    wrecks = extra(good, "wrong types", "unknown word", "out of range", "no account")

    assert wrecks
    assert all(identity_of(message) not in known for message in wrecks)


def test_an_unknown_type_is_on_no_list(good):
    assert {message["typ"] for message in extra(good, "unknown type")}.isdisjoint(CATALOGUE)


def test_broken_json_cannot_be_read_as_an_object(good):
    for message in extra(good, "broken json", "no object"):
        try:
            read = json.loads(message["payload"], parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
        assert not isinstance(read, dict)


def test_an_oversized_message_is_larger_than_the_stream_allows(good):
    sizes = [
        sum(len(name) + len(value) for name, value in message.items())
        for message in extra(good, "oversized")
    ]

    assert min(sizes) > OVERSIZED


def test_bad_encoding_is_no_utf_8(good):
    for message in extra(good, "bad encoding"):
        with pytest.raises(UnicodeDecodeError):
            message["agt"].decode()


def test_a_payload_inside_a_string_says_the_same(good):
    quoted = extra(good, "payload inside a string")
    said = {message["payload"] for message in good}

    assert quoted
    assert all(json.loads(message["payload"]) in said for message in quoted)


def test_other_field_names_carry_the_same_values(good):
    values = {tuple(message.values()) for message in good}
    renamed = extra(good, "other field names")

    assert all("msg_type" in message and "dat" in message for message in renamed)
    assert all(tuple(message.values()) in values for message in renamed)


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_creation_finds_its_way_past_an_update_that_is_spoilt_itself(seed):
    told = stories.messages(seed=seed, customers=25, start=START)
    kinds = ["early", "payload inside a string", "other field names"]

    spoilt = list(faults.with_faults(told, seed, share=0.9, kinds=kinds))

    assert len(spoilt) > 1000
