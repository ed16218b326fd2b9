"""The commands around the stream, as somebody types them."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from servicing.models import DeadLetter, LoanAccount
from tests.servicing.stream.conftest import DEAD, STREAM

REPO = Path(__file__).resolve().parents[3]


@pytest.fixture
def type_in(program_environment):
    """Run `manage.py` with these words, as a program of its own."""

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=REPO, env=program_environment, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.fixture
def letter(stream):
    stream.add({"typ": "account.created.v1", "payload": "{broken", "agt": "core"})
    stream.consume()
    return DeadLetter.objects.get()


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def test_until_idle_applies_all_that_is_there_and_exits_with_zero(stream, type_in):
    for number in range(1200):
        stream.open_account(number)

    done = type_in("consume_events", "--until-idle")

    assert done.returncode == 0, done.stderr
    assert "Applied: 1200 new events" in done.stdout
    assert LoanAccount.objects.count() == 1200


@pytest.mark.parametrize("size", ["0", "10001", "-3"])
def test_a_batch_size_out_of_range_is_refused_in_words(type_in, size):
    done = type_in("consume_events", "--batch-size", size)

    assert done.returncode == 2
    assert "--batch-size must be from 1 to 10000" in done.stderr
    assert "Traceback" not in done.stderr


def test_dead_letters_are_listed_and_shown(letter):
    assert "account.created.v1" in said("dead_letters", "list")

    shown = said("dead_letters", "show", str(letter.pk))

    assert letter.error in shown
    assert "{broken" in shown
    assert '"agt": "core"' in shown


def test_a_dead_letter_is_discarded_with_a_reason(letter):
    assert "is discarded" in said("dead_letters", "discard", str(letter.pk), "--reason", "a test")

    letter.refresh_from_db()
    assert (letter.status, letter.reason) == ("DISCARDED", "a test")
    assert letter.resolved_by.startswith("command line: ")
    assert str(letter.pk) not in said("dead_letters", "list")


def test_a_replay_that_fails_says_so_by_its_exit_code(letter):
    with pytest.raises(SystemExit) as found:
        call_command("dead_letters", "replay", str(letter.pk), stdout=StringIO())

    assert found.value.code == 1


def test_a_dead_letter_that_is_not_there_is_named(stream):
    with pytest.raises(CommandError, match="There is no dead letter 77"):
        call_command("dead_letters", "show", "77")


def test_dead_letters_are_announced_once(letter, stream):
    stream.consume()

    assert stream.client.xlen(DEAD) == 1


def test_the_status_says_by_stream_what_waits_for_a_person(letter):
    status = json.loads(said("events_status", "--json"))

    inbox, internal = status["streams"]
    assert (inbox["stream"], inbox["parked"], inbox["deadLetters"]) == (STREAM, 0, 1)
    assert (inbox["lagEvents"], inbox["pending"], inbox["isHeld"]) == (0, 0, False)
    assert internal["deadLetters"] == 0


def test_a_status_that_wants_a_person_is_told_by_the_exit_code_when_asked(letter):
    with pytest.raises(SystemExit) as found:
        call_command("events_status", "--check", stdout=StringIO())

    assert found.value.code == 1
