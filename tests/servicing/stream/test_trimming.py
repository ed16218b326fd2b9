"""The streams stay small, and no entry goes before everybody has done with it."""

from datetime import timedelta

from django.utils import timezone

from servicing.stream.trimming import trim_streams
from tests.servicing.stream.conftest import STREAM

NOTHING = timedelta(0)


def test_what_is_applied_and_old_goes(stream):
    for number in range(300):
        stream.say(str(number))
    stream.consume()

    removed = _trim(stream, keep=NOTHING)

    assert removed[STREAM] > 0
    assert stream.client.xlen(STREAM) < 300


def test_what_is_young_stays(stream):
    for number in range(300):
        stream.say(str(number))
    stream.consume()

    assert _trim(stream, keep=timedelta(hours=1)) == {STREAM: 0}


def test_what_another_group_has_not_read_stays(stream):
    for number in range(300):
        stream.say(str(number))
    stream.consume()
    stream.client.xgroup_create(STREAM, "auditors", id="0")

    assert _trim(stream, keep=NOTHING) == {STREAM: 0}


def test_a_trimmed_stream_is_not_taken_for_a_lost_one(stream, words_of):
    for number in range(300):
        stream.say(str(number))
    stream.consume()
    _trim(stream, keep=NOTHING)
    stream.client.xgroup_destroy(STREAM, "billie-servicing-processor")
    stream.say("afterwards")

    consumer = stream.consume()

    assert consumer.total.stored == 1
    assert words_of("C-1")[-1] == "afterwards"


def _trim(stream, *, keep):
    return trim_streams(
        client=stream.client,
        streams=[STREAM],
        now=timezone.now() + timedelta(seconds=1),
        keep=keep,
    )
