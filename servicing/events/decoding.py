"""Decoding: from a payload to an event, quickly where all is well, patiently otherwise.

# Note [Two ways to read a payload]
The strict decoder reads a payload in about a microsecond and refuses it for one strange field. The
patient way then reads field by field: what is strange is dropped with a warning, and only a field
that the event cannot do without makes it unreadable. Both give the same event wherever the strict
one succeeds; a test holds them to it.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from servicing.events.catalogue import CATALOGUE
from servicing.events.doubts import Doubt, Notes, Unreadable
from servicing.events.envelope import Envelope
from servicing.events.event import Event
from servicing.events.json_text import DEEPEST, exact_number, load
from servicing.events.patience import Plan, build, plan_of

_whole = msgspec.json.Decoder(dict[str, Any], float_hook=exact_number)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one class of events is read; `strict` is None when its fields have second names."""

    plan: Plan
    strict: msgspec.json.Decoder[Any] | None

    def read(self, payload: str, notes: Notes) -> Any:
        """Return the event, the quick way if possible."""
        if not self.needs_patience(payload):
            try:
                if self.strict is None:
                    return build(self.plan, _whole.decode(payload), notes)
                event = self.strict.decode(payload)
            except (ValueError, RecursionError):
                del notes[:]
            else:
                if self.is_sound(event):
                    return event
        return build(self.plan, load(payload, notes), notes)

    def needs_patience(self, payload: str) -> bool:
        """Return whether there may be something in a payload that cannot be stored."""
        if "\\u0000" in payload:
            return True
        return self.plan.has_json and payload.count("{") + payload.count("[") > DEEPEST

    def is_sound(self, event: Any) -> bool:
        """Return whether amounts, days and instants are such that they can be stored."""
        for name, is_sound in self.plan.soundness:
            value = getattr(event, name)
            if value is not None and not is_sound(value):
                return False
        return True


def decode(envelope: Envelope) -> tuple[Event, list[str]]:
    """Return the event in an envelope whose type is in the catalogue, with warnings.

    :raises Unreadable: when the payload is no object, or lacks what the event cannot do without
    :raises KeyError: when the type is not in the catalogue
    """
    notes = Notes()
    try:
        event: Event = _READINGS[CATALOGUE[envelope.typ]].read(envelope.payload, notes)
    except Doubt as doubt:
        raise Unreadable(str(doubt)) from doubt
    if missing := event.missing(envelope):
        raise Unreadable(missing)
    return event, [*envelope.warnings, *notes]


def _reading_of(cls: type[Event]) -> _Reading:
    plan = plan_of(cls)
    is_plain = not plan.whole and not cls.ALIASES
    strict = msgspec.json.Decoder(cls, strict=False, float_hook=exact_number)
    return _Reading(plan, strict if is_plain else None)


_READINGS = {cls: _reading_of(cls) for cls in set(CATALOGUE.values())}
