"""Publishing the stories: whole lives at once, new people for ever, and a clean stop."""

import signal
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from servicing.demo import stories
from tests.conftest import START_SECONDS, wait_until
from tests.servicing.demo.reading import START

STREAM = "inbox:of-this-test"
SAME_LIVES = {"seed": 3, "start_date": START, "stream": STREAM}
MANAGE = str(settings.BASE_DIR / "manage.py")


def publish(**options):
    """Run the command in this process and return what it prints."""
    printed = StringIO()
    call_command("publish_demo_events", stdout=printed, **options)
    return printed.getvalue()


def entries(redis_client):
    """Return the messages of the test's stream, as text."""
    return [
        {name.decode(): value.decode() for name, value in fields.items()}
        for _, fields in redis_client.xrange(STREAM)
    ]


@pytest.fixture
def start():
    """Start the command as a program; none outlives its test."""
    programs = []

    def started(*words):
        program = subprocess.Popen(
            [sys.executable, MANAGE, "publish_demo_events", "--stream", STREAM, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        programs.append(program)
        return program

    yield started
    for program in programs:
        program.kill()
        program.communicate()


def test_what_is_published_is_the_story_byte_for_byte(redis_client):
    printed = publish(customers=5, **SAME_LIVES)

    assert entries(redis_client) == list(stories.messages(seed=3, customers=5, start=START))
    assert f"events to {STREAM}" in printed


def test_the_stories_go_to_the_first_of_the_event_streams(redis_client):
    publish(customers=1, seed=3, start_date=START)

    assert redis_client.xlen(settings.EVENT_STREAMS[0]) > 0


def test_a_rate_slows_the_stories_down(redis_client, start):
    program = start("--rate", "20")
    wait_until(lambda: redis_client.xlen(STREAM) >= 5)
    program.send_signal(signal.SIGINT)
    printed, _ = program.communicate(timeout=START_SECONDS)

    assert program.returncode == 130
    assert "Published" in printed
    assert redis_client.xlen(STREAM) < 400


def test_faults_can_be_mixed_in(redis_client):
    publish(customers=5, faults=True, **SAME_LIVES)

    types = [fields.get(b"typ", b"") for _, fields in redis_client.xrange(STREAM)]
    good = list(stories.messages(seed=3, customers=5, start=START))

    assert len(types) > len(good)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_burst_is_followed_by_a_trickle_until_somebody_stops_it(redis_client, start, number):
    program = start("--burst", "2", "--forever", "--rate", "50")
    burst = len(list(stories.messages(seed=1, customers=2, start=START)))
    wait_until(lambda: redis_client.xlen(STREAM) > burst)
    program.send_signal(number)
    printed, _ = program.communicate(timeout=START_SECONDS)

    assert program.returncode == 0, printed


def test_a_restart_does_not_publish_the_burst_again(redis_client, start):
    first = start("--burst", "30", "--once", "--forever", "--rate", "1")
    wait_until(lambda: redis_client.keys("billie:demo:*"))
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=START_SECONDS)
    length = redis_client.xlen(STREAM)  # the burst, and the little that came after it

    second = start("--burst", "30", "--once", "--forever", "--rate", "5")
    wait_until(lambda: redis_client.xlen(STREAM) > length)
    second.send_signal(signal.SIGINT)
    printed, _ = second.communicate(timeout=START_SECONDS)

    assert "had the burst before" in printed
    assert redis_client.xlen(STREAM) < length * 1.5


def test_without_redis_it_says_what_to_look_at(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(CommandError, match="Is it running, and is REDIS_URL right"):
        publish(customers=1)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"burst": 3}, "--burst comes before --forever"),
        ({"customers": 3, "forever": True}, "--forever has no end"),
        ({"once": True}, "--once is about a --burst"),
        ({"forever": True, "rate": 0.0}, "--forever needs a --rate above 0"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        publish(**options)

    assert refusal.value.returncode == 2
