"""Stories are the same for the same seed, cover the whole wire, and are about nobody."""

import re
from collections import Counter
from datetime import timedelta
from itertools import chain, islice

from servicing.demo import names, stories
from servicing.events import CATALOGUE, decode, read_envelope
from tests.servicing.demo.reading import START, identity_of, payload_of

FICTION = re.compile(r"(\+61|0)[2378](5550|7010)\d{4}")


def test_the_same_arguments_give_the_same_bytes():
    once = list(stories.messages(seed=7, customers=20, start=START))
    again = list(stories.messages(seed=7, customers=20, start=START))

    assert once == again
    assert [list(message) for message in once] == [list(message) for message in again]


def test_another_seed_or_day_or_number_of_customers_tells_of_other_people():
    first = users(stories.messages(seed=7, customers=20, start=START))
    of_another_seed = users(stories.messages(seed=8, customers=20, start=START))
    of_another_day = users(stories.messages(seed=7, customers=20, start=START + timedelta(1)))
    of_more_people = users(stories.messages(seed=7, customers=21, start=START))

    assert not first & of_another_seed
    assert not first & of_more_people
    assert not first & of_another_day


def test_a_big_corpus_has_every_type_that_is_understood_and_no_other():
    types = {message["typ"] for message in stories.messages(seed=1, customers=400, start=START)}

    assert types == set(CATALOGUE)


def test_every_event_of_a_story_is_read_without_a_doubt():
    doubts = [
        warning
        for place, message in enumerate(stories.messages(seed=1, customers=60, start=START))
        for warning in decode(envelope_of(message, place))[1]
    ]

    assert doubts == []


def test_no_two_events_of_a_corpus_are_the_same_event():
    identities = Counter(
        identity_of(message) for message in stories.messages(seed=1, customers=200, start=START)
    )

    assert identities.most_common(1)[0][1] == 1


def test_the_messages_are_told_in_the_order_of_their_time_and_end_at_the_present():
    instants = [at for at, _ in stories.told(seed=3, customers=60, start=START)]

    assert instants == sorted(instants)
    assert instants[0] >= START
    assert instants[-1] <= START + timedelta(days=stories.DAYS)


def test_several_lives_are_lived_at_the_same_time():
    messages = list(stories.messages(seed=3, customers=60, start=START))
    half = len(messages) // 2

    assert len(users(messages[:half]) & users(messages[half:])) >= 10


def test_every_field_of_an_envelope_is_flat_text():
    for message in stories.messages(seed=2, customers=20, start=START):
        assert all(isinstance(value, str) for value in message.values())
        assert message["rec"] == "[]"
        assert message["seq"] in {"", "1"}


def test_mail_and_phone_numbers_reach_nobody():
    for message in stories.messages(seed=5, customers=80, start=START):
        payload = payload_of(message)
        person = payload.get("customer", payload)
        mail, phone = person.get("email_address"), person.get("mobile_phone_number")
        assert mail is None or mail.endswith(("@example.com", "@example.org"))
        assert phone is None or rings_nowhere(phone)


def test_every_story_keeps_its_words_filled_in():
    said = [
        payload_of(message)
        for message in stories.messages(seed=4, customers=60, start=START)
        if message["typ"] in {"user_input", "assistant_response", "noticeboard_post"}
    ]
    words = [payload.get("utterance", payload.get("post", "")) for payload in said]

    assert all(text and "{" not in text for text in words)


def test_a_trickle_brings_people_who_apply_now_and_people_with_a_past():
    now = START + timedelta(days=100)
    messages = list(islice(trickled(lambda: now), 3000))
    talks = [payload_of(message) for message in messages if message["typ"] == "user_input"]
    live = [talk for talk in talks if talk["created_at"] == now.isoformat()]

    assert 0 < len(live) < len(talks)
    assert all(talk["created_at"] <= now.isoformat() for talk in talks)


def test_a_second_trickle_tells_of_other_people():
    first = users(islice(trickled(lambda: START), 500))
    second = users(islice(trickled(lambda: START + timedelta(seconds=1)), 500))

    assert not first & second


def test_a_history_comes_in_one_moment_so_that_nobody_acts_in_the_middle_of_it():
    moments = list(islice(stories.trickle(seed=1, present=lambda: START), 1500))
    told = [
        payload_of(message)["account_id"]
        for moment in moments
        for message in moment
        if len(moment) > 1 and message["typ"].startswith("account.")
    ]
    lived = {
        payload_of(message).get("account_id")
        for moment in moments
        if len(moment) == 1
        for message in moment
    }

    assert len(set(told)) > 3
    assert not set(told) & lived


def trickled(present):
    """Return the messages of a trickle, one by one."""
    return chain.from_iterable(stories.trickle(seed=1, present=present))


def users(messages):
    """Return who appears in some messages."""
    return {message["usr"] for message in messages}


def envelope_of(message, place):
    """Return a message's envelope, as if it had come at a place of the stream."""
    fields = {name.encode(): value.encode() for name, value in message.items()}
    entry = f"{int(START.timestamp() * 1000) + place}-0"
    return read_envelope(stream="inbox:of-this-test", entry_id=entry, fields=fields)


def rings_nowhere(phone):
    """Tell whether a number is one of those that Australia reserves for fiction."""
    digits = re.sub(r"[^\d+]", "", phone)
    return FICTION.fullmatch(digits) or digits.replace("+61", "0") in names.FICTION_MOBILES
