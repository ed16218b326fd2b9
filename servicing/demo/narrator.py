"""Who tells a story: draws its chances, keeps its time, and writes its envelopes (WIRE 1.2)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from servicing.demo.chances import chance_from
from servicing.demo.messages import Message, Told, payload_text
from servicing.demo.timelines import Timeline, business_date, business_instant

Payload = Mapping[str, Any]
IDENTITY_PLACES = {"id": 45, "event_id": 15, "payload": 10, "cause": 30}


class About(NamedTuple):
    """What a message is about: its conversation or request, its user, its application."""

    conv: str
    usr: str
    application: str = ""


class Narrator:
    """One story's chances and time. Everything it says follows from its seed and its timeline."""

    def __init__(self, *, seed: str, timeline: Timeline) -> None:
        self.chance = chance_from(seed)
        self._timeline = timeline

    @property
    def now(self) -> datetime:
        """The instant at which the story stands."""
        return self._timeline.now

    @property
    def today(self) -> date:
        """The business day on which the story stands."""
        return business_date(self._timeline.now)

    def happens(self, odds: float) -> bool:
        """Draw whether something happens, given its odds from 0 to 1."""
        return self.chance.random() < odds

    def mint(self) -> str:
        """Return a fresh identifier."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def number(self, prefix: str, digits: int = 8) -> str:
        """Return a number such as people read out: a prefix and digits."""
        return f"{prefix}{self.chance.randrange(10 ** (digits - 1), 10**digits)}"

    def wait(self, shortest: timedelta, longest: timedelta) -> None:
        """Let some time pass.

        :raises NotYet: when that is beyond the present
        """
        seconds = self.chance.uniform(shortest.total_seconds(), longest.total_seconds())
        self._timeline.pass_time(timedelta(seconds=round(seconds, 3)))

    def wait_for(self, day: date) -> None:
        """Let time pass until some hour of a business day; if that is past, a few minutes.

        :raises NotYet: when that is beyond the present
        """
        hour, minute = self.chance.randrange(6, 18), self.chance.randrange(60)
        span = business_instant(day, hour=hour, minute=minute) - self._timeline.now
        self._timeline.pass_time(max(span, timedelta(minutes=3)))

    def announce(self, typ: str, payload: Payload, *, about: About, agent: str) -> Told:
        """Return a domain event (WIRE 1.3). The central publisher says seq 1 on each of them."""
        message: Message = {"typ": typ}
        stated = self._identify(message, payload)
        message |= {
            "payload": payload_text(stated),
            "conv": about.conv,
            "usr": about.usr,
            "agt": agent,
            "seq": "1",
            "cls": "msg",
            "rec": "[]",
        }
        return self._told(message)

    def chat(
        self, typ: str, payload: Payload, *, about: About, agent: str, kind: str = "msg"
    ) -> Told:
        """Return a conversation event (WIRE 1.4), of class `kind`. Its seq is often empty."""
        message: Message = {"typ": typ}
        stated = self._identify(message, payload)
        message |= {
            "payload": payload_text(stated),
            "cid": about.conv,
            "usr": about.usr,
            "agt": agent,
            "seq": self.chance.choice(("", "", "1")),
            "c_seq": self.chance.choice(("", str(self.chance.randrange(1, 90)))),
            "cls": kind,
            "rec": "[]",
        }
        if about.application and self.happens(0.8):
            message["app_number"] = about.application
        return self._told(message)

    def _told(self, message: Message) -> Told:
        says_when = self.happens(0.3)
        if says_when or self._timeline.is_past:  # the entry's own instant is that of the telling
            message["timestamp"] = self.now.isoformat()
        return Told(self.now, message)

    def _identify(self, message: Message, payload: Payload) -> Payload:
        """Give a message its identity in one of the places where publishers put it."""
        message["cause"] = self.mint()
        places, weights = list(IDENTITY_PLACES), list(IDENTITY_PLACES.values())
        (place,) = self.chance.choices(places, weights)
        if place in {"id", "event_id"}:
            message[place] = self.mint()
        elif place == "payload":
            return {"event_id": self.mint(), **payload}
        return payload
