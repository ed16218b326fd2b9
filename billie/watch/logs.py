"""Structured logs: one JSON object a line, with request and event ids, and without secrets.

Whoever handles something binds its ids with `structlog.contextvars.bound_contextvars` (the
consumer: event_id, stream, entry_id; requests: request_id, user_id), and every line written
meanwhile has them, also the lines of libraries.
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

REDACTED = "[redacted]"
DEEPEST = 6
SECRET_KEY = re.compile(
    r"passw|secret|token|authori[sz]ation|cookie|api_?key|access_?key|credential|payload|csrf",
    re.IGNORECASE,
)
SECRET_IN_WORDS = re.compile(
    r"\bbearer\s+[\w.~+/=-]{16,}"  # an Authorization header
    r"|billie_[0-9a-f]{10}_[\w-]+"  # a token of ours
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",  # the password in an address
    re.IGNORECASE,
)

ON_EVERY_LINE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
]
LOGGERS: dict[str, dict[str, Any]] = {
    "axes": {"level": "WARNING"},
    # Answers below 500 are in the line that ends every request.
    "django.request": {"level": "ERROR"},
    "django.security.csrf": {"level": "ERROR"},
    # The web server comes with handlers of its own, which are taken away here.
    "uvicorn": {"handlers": [], "propagate": True},
    "uvicorn.error": {"handlers": [], "propagate": True},
    "uvicorn.access": {"handlers": [], "propagate": True},
}


def logging_config(*, level: str, fmt: str) -> dict[str, Any]:
    """Return Django's LOGGING for a level and a format, and point structlog the same way.

    `fmt` is `json`, one object a line with timestamp (UTC), level, logger and event, or
    `console`, for reading along.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ON_EVERY_LINE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": ON_EVERY_LINE,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(fmt),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": LOGGERS,
    }


def _renderers(fmt: str) -> list[Processor]:
    if fmt == "console":
        return [redact, structlog.dev.ConsoleRenderer()]
    return [
        structlog.processors.format_exc_info,
        redact,
        structlog.processors.JSONRenderer(default=repr),
    ]


def redact(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace what must not be logged: values with telling names, and secrets inside sentences."""
    for key, value in event.items():
        event[key] = _without_secrets(key, value, depth=0)
    return event


def _without_secrets(key: object, value: Any, *, depth: int) -> Any:
    if isinstance(key, str) and SECRET_KEY.search(key):
        return REDACTED
    if isinstance(value, str):
        return SECRET_IN_WORDS.sub(REDACTED, value)
    if depth < DEEPEST:
        if isinstance(value, Mapping):
            return {k: _without_secrets(k, v, depth=depth + 1) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [_without_secrets(None, inner, depth=depth + 1) for inner in value]
    return value
