"""Folding: play events over rows in stream order, and hold back what stands behind a failure."""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any

import structlog

from servicing.models import DeadLetter
from servicing.models.event_store import Outcome
from servicing.projections import EVENT_TABLE, Rows, Wanted, apply
from servicing.stream.messages import Message

log: Any = structlog.get_logger(__name__)


def wanted_by(messages: Iterable[Message]) -> Wanted:
    """Return the keys of all rows that these events name."""
    wanted = Wanted()
    for message in messages:
        if message.event is not None and message.envelope is not None:
            EVENT_TABLE[type(message.event)].names(message.event, message.envelope, wanted)
    return wanted


def fold(
    messages: Sequence[Message], rows: Rows, parked: MutableMapping[str, Message | None]
) -> None:
    """Play the events over `rows` and write each one's outcome into its message.

    `parked` holds the aggregates whose events wait; an event that fails adds its own, with itself
    as the reason. A failing event leaves no trace in `rows`.
    """
    for message in messages:
        if message.event is None or message.envelope is None:
            if message.outcome is Outcome.FAILED:  # it was readable once, and is not any more
                parked[message.aggregate] = message
            continue
        if message.aggregate in parked:
            message.outcome = Outcome.WAITING
            continue
        try:
            apply(message.event, message.envelope, rows)
        except Exception as error:  # whatever a handler raises must not stop the stream
            rows.take_back()
            fail(message, error)
            parked[message.aggregate] = message
        else:
            message.outcome = Outcome.APPLIED
            message.warnings += rows.warnings


def fail(message: Message, error: BaseException) -> None:
    """Write down that an event could not be applied, and why."""
    message.outcome, message.kind = Outcome.FAILED, DeadLetter.Kind.FAILED
    message.error = f"{type(error).__name__}: {error}".replace("\x00", "")[:2000]
    log.error(
        "event failed",
        event_id=str(message.identity),
        entry_id=message.entry_id,
        typ=message.typ,
        aggregate=message.aggregate,
        error=type(error).__name__,
        exc_info=error,
    )
