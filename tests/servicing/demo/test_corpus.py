"""The benchmarks' corpus is even, repeatable, and made in no time."""

from collections import Counter

from servicing.demo import corpus
from tests.servicing.demo.reading import identity_of, payload_of


def test_a_corpus_has_as_many_messages_as_asked_for():
    assert len(list(corpus.mixed(events=1234, seed=1))) == 1234


def test_the_same_seed_makes_the_same_corpus():
    once = list(corpus.mixed(events=2000, seed=1))

    assert once == list(corpus.mixed(events=2000, seed=1))
    assert once != list(corpus.mixed(events=2000, seed=2))


def test_the_kinds_of_a_corpus_are_about_even():
    kinds = Counter(message["typ"] for message in corpus.mixed(events=7000, seed=1))

    assert len(kinds) == 7
    assert max(kinds.values()) - min(kinds.values()) <= corpus.NEIGHBOURS


def test_every_event_of_a_corpus_is_another_one_and_can_be_read():
    messages = list(corpus.mixed(events=5000, seed=1))

    assert len({identity_of(message) for message in messages}) == 5000
    assert all(payload_of(message) for message in messages)


def test_a_schedule_of_a_corpus_has_four_instalments():
    schedules = [
        payload_of(message)
        for message in corpus.mixed(events=700, seed=1)
        if message["typ"] == "account.schedule.created.v1"
    ]

    assert schedules
    assert all(len(schedule["payments"]) == 4 for schedule in schedules)
