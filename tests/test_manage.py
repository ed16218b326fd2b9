"""`manage.py` says in a sentence what keeps a command from running."""

import pytest

from tests.billie.local.homes import finish, start_here


@pytest.mark.parametrize(
    ("variable", "url", "words"),
    [
        ("DATABASE_URL", "postgresql://desk:hush@127.0.0.1:1/loans", ["showmigrations"]),
        ("REDIS_URL", "redis://:hush@127.0.0.1:1/0", ["publish_demo_events", "--customers", "1"]),
    ],
)
def test_a_server_that_does_not_answer_is_named(home, variable, url, words):
    command = start_here(home, "manage.py", *words, **{variable: url})

    said = finish(command)

    assert command.returncode == 1
    assert "Traceback" not in said
    assert "hush" not in said
    assert "Redis" in said if variable == "REDIS_URL" else "DATABASE_URL" in said


def test_wrong_settings_are_named_without_a_traceback(home):
    command = start_here(home, "manage.py", "check", TIME_ZONE="Atlantis/Capital")

    said = finish(command)

    assert command.returncode == 1
    assert "TIME_ZONE: there is no such time zone" in said
    assert "Traceback" not in said


def test_help_needs_no_server(home):
    command = start_here(home, "manage.py", "consume_events", "--help")

    said = finish(command)

    assert command.returncode == 0
    assert "--until-idle" in said
    assert list(home.iterdir()) == []
