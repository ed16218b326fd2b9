"""Log lines are JSON objects with ids, and hold no secrets."""

import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from billie.watch.logs import REDACTED, logging_config, redact

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    with structlog.contextvars.bound_contextvars():
        yield
    logging_config(level="INFO", fmt=settings.ENV.LOG_FORMAT)


def _formatter(fmt: str = "json") -> logging.Formatter:
    config = logging_config(level="INFO", fmt=fmt)
    own = {**config["formatters"]["structured"]}
    made: logging.Formatter = own.pop("()")(**own)
    return made


def _line(name: str, message: str, *args: Any, **extra: Any) -> dict[str, Any]:
    """Return what a library's log call comes out as."""
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, args, None)
    record.__dict__.update(extra)
    found: dict[str, Any] = json.loads(_formatter().format(record))
    return found


def test_a_line_of_a_library_has_time_level_logger_and_event() -> None:
    line = _line("some.library", "took %d s", 3)

    assert line["event"] == "took 3 s"
    assert line["level"] == "warning"
    assert line["logger"] == "some.library"
    assert line["timestamp"].endswith("Z")


def test_bound_ids_are_in_every_line_meanwhile() -> None:
    with structlog.contextvars.bound_contextvars(event_id="E1", stream="inbox", entry_id="1-0"):
        inside = _line("some.library", "working")
    outside = _line("some.library", "resting")

    assert (inside["event_id"], inside["stream"], inside["entry_id"]) == ("E1", "inbox", "1-0")
    assert "event_id" not in outside


@pytest.mark.parametrize(
    "key",
    ["password", "METRICS_TOKEN", "Authorization", "sessionCookie", "client_secret", "payload"],
)
def test_values_with_telling_names_are_not_logged(key: str) -> None:
    event = redact(None, "", {"event": "x", key: "swordfish", "in": {"a": [{key: "swordfish"}]}})

    assert "swordfish" not in str(event)
    assert event[key] == REDACTED


@pytest.mark.parametrize(
    "sentence",
    [
        "sent Authorization: Bearer abcdefghijklmnop.swordfish",
        "token billie_0123456789_swordfish was used",
        "cannot reach postgresql://billie:swordfish@db:5432/billie",
        "cannot reach redis://:swordfish@redis:6379/0",
    ],
)
def test_secrets_inside_sentences_are_not_logged(sentence: str) -> None:
    assert "swordfish" not in str(_line("some.library", sentence))
    assert "swordfish" not in str(_line("some.library", "%s", sentence))


def test_what_is_no_secret_stays() -> None:
    event = redact(
        None, "", {"event": "audit", "subject": "user a", "count": 3, "of": ["a", None]}
    )

    assert event == {"event": "audit", "subject": "user a", "count": 3, "of": ["a", None]}


def test_an_exception_is_logged_with_its_traceback() -> None:
    try:
        int("bad thing")
    except ValueError as error:
        line = _line("some.library", "failed", exc_info=(type(error), error, error.__traceback__))

    assert "ValueError: invalid literal" in line["exception"]


@given(JSON_VALUES)
def test_whatever_is_logged_becomes_one_line_of_json(value: Any) -> None:
    record = logging.LogRecord("a", logging.INFO, "f", 1, {"event": "x", "value": value}, (), None)
    record.__dict__["_logger"] = logging.getLogger("a")
    record.__dict__["_name"] = "info"

    text = _formatter().format(record)

    assert "\n" not in text
    assert json.loads(text)["event"] == "x"


def test_the_console_format_is_for_reading_along() -> None:
    record = logging.LogRecord("a", logging.INFO, "f", 1, "hello", (), None)

    assert "hello" in _formatter("console").format(record)
