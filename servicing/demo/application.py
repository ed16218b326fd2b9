"""An application for a loan: who asks, for what, and what has been learned so far."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from servicing.demo import words
from servicing.demo.messages import Told
from servicing.demo.narrator import About, Narrator
from servicing.demo.people import Person
from servicing.demo.terms import Terms

SECOND = timedelta(seconds=1)
CUSTOMER_AGENT, ASSISTANT_AGENT = "chat::customer", "chat::assistant"


class Ending(StrEnum):
    """How an application chat ends."""

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    REFERRED = "REFERRED"
    WALKED_AWAY = "WALKED_AWAY"


ENDINGS = {Ending.APPROVED: 66, Ending.DECLINED: 15, Ending.REFERRED: 8, Ending.WALKED_AWAY: 11}


@dataclass(kw_only=True)
class Application:
    """One application, and the voice in which its chat is told.

    `customer_id` is who chats: a journey's id until an identity is linked to it.
    """

    narrator: Narrator
    person: Person
    customer_id: str
    terms: Terms
    ending: Ending
    conversation_id: str
    number: str
    blanks: dict[str, Any]
    because: tuple[str, str] = ("", "")
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> About:
        """What its messages are about."""
        return About(self.conversation_id, self.customer_id, self.number)

    def event(self, typ: str, payload: dict[str, Any], *, agent: str, kind: str = "msg") -> Told:
        """Return one event of the conversation."""
        return self.narrator.chat(typ, payload, about=self.about, agent=agent, kind=kind)

    def customer_says(self, text: str) -> Told:
        """Return what the customer writes, after the time it takes to write it."""
        self.narrator.wait(2 * SECOND, 14 * SECOND)
        said = {"utterance": text.format(**self.blanks), "created_at": self.narrator.now}
        return self.event("user_input", said, agent=CUSTOMER_AGENT)

    def assistant_says(self, text: str, *, expects: str = "", ends: bool = False) -> Told:
        """Return the assistant's answer, with the kind of answer that it expects."""
        self.narrator.wait(SECOND, 4 * SECOND)
        said = {
            "utterance": text.format(**self.blanks),
            "created_at": self.narrator.now,
            "rationale": f"Next open question: {expects}" if expects else None,
            "answer_input_type": expects or None,
            "end_conversation": True if ends else None,
            "additional_data": {"step": len(self.data)} if expects else None,
        }
        return self.event("assistant_response", said, agent=ASSISTANT_AGENT)


def start_application(
    narrator: Narrator, person: Person, *, customer_id: str, ending: Ending | None = None
) -> Application:
    """Return an application about to begin; without an ending one is drawn."""
    chance = narrator.chance
    terms = Terms.draw(chance)
    because = chance.choice(words.DECLINE_REASONS)
    return Application(
        narrator=narrator,
        person=person,
        customer_id=customer_id,
        terms=terms,
        ending=ending or chance.choices(list(ENDINGS), list(ENDINGS.values()))[0],
        conversation_id=narrator.mint(),
        number=narrator.number("APP-"),
        because=because,
        blanks=_blanks(narrator, person, terms) | {"because": because[1]},
    )


def _blanks(narrator: Narrator, person: Person, terms: Terms) -> dict[str, Any]:
    """Return what fills the blanks of `words`."""
    chance = narrator.chance
    purpose, why = chance.choice(words.PURPOSES)
    job, work = chance.choice(words.WORK)
    household, dependants = chance.choice(words.HOUSEHOLDS)
    return {
        "first": person.first_name,
        "last": person.last_name,
        "name": person.preferred_name or person.first_name,
        "amount": f"{terms.amount:.0f}",
        "payable": f"{terms.payable:.2f}",
        "payments": terms.payments,
        "frequency": terms.frequency,
        "period": terms.period,
        "purpose": purpose,
        "why": why,
        "job": job,
        "work": work,
        "household": household,
        "dependants": dependants,
        "years": chance.randint(2, 12),
        "income": terms.pay_packet(chance),
        "rent": chance.randrange(180, 620, 10),
    }
