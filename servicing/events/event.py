"""What every event is."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from servicing.events.envelope import Envelope


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that happened elsewhere and cannot be argued with.

    `ALIASES` are second names of fields in the payload.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {}

    def aggregate(self, envelope: Envelope) -> str:
        """Return what the event happened to, as "kind:id" (DESIGN 3)."""
        raise NotImplementedError

    def also(self, envelope: Envelope) -> str:
        """Return a second aggregate that the event touches, or nothing."""
        return ""

    def missing(self, envelope: Envelope) -> str:
        """Return what the event cannot do without and does not have, or nothing."""
        return ""
