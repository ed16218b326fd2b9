"""Recorded conversations: one JSON file each, in `recordings/<biller>/<dialect>/`.

A file is named after an ability and a case. It says why the case matters, what is asked, what goes
over the wire (where that is of interest), what the biller answers, and how the call ends. Bodies
are lists of lines, so that they can be read. People, numbers and keys in them are made up.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from billers.connectors.contract import MOVE_MONEY, Lookup, Order, Reversal
from billers.connectors.registry import find_connector
from tests.billers.connectors.server import reply
from tests.billers.connectors.settings import settings_for

RECORDINGS = Path(__file__).parent / "recordings"


@dataclass(frozen=True)
class Conversation:
    """One recorded conversation."""

    biller_type: str
    dialect: str
    ability: str
    case: str
    story: dict

    def __str__(self):
        return f"{self.biller_type}-{self.dialect}-{self.ability}-{self.case}"

    @property
    def connector(self):
        """The class that is spoken of."""
        return find_connector(self.biller_type, self.dialect)

    @property
    def moves_money(self):
        """Whether what is asked moves money, when it is sent at all."""
        return self.ability in MOVE_MONEY

    @property
    def is_accepted(self):
        """Whether it ends well."""
        return self.story["then"]["is"] == "Accepted"

    @property
    def act(self):
        """What the server is to answer."""
        answer = self.story["they_answer"]
        return reply(
            "\n".join(answer["body"]),
            status=answer["http_status"],
            content_type=answer["content_type"],
        )


def conversations(folder=RECORDINGS):
    """Return all conversations of a folder, in the order of their names."""
    return [
        Conversation(
            path.parent.parent.name.upper(),
            path.parent.name.upper(),
            *path.stem.split("__"),
            story=json.loads(path.read_text()),
        )
        for path in sorted(folder.glob("*/*/*.json"))
    ]


def question_of(ask):
    """Return the arguments of an ability from what a recording asks."""
    given = {name: value for name, value in ask.items() if name != "do"}
    if "amount" in given:
        given["amount"] = Decimal(given["amount"])
    if "original_transaction_id" in given:
        return [Reversal(**given)]
    if "our_transaction_id" in given:
        return [Order(**given)]
    if "account_number" in given:
        return [Lookup(**given)]
    return list(given.values())


def hold(conversation, server, *, connector=None, settings=None, **changes):
    """Ask what was recorded of a server that answers what was recorded; return the reply.

    `changes` replace what is asked.
    """
    connector = connector or conversation.connector
    ask = conversation.story["ask"] | changes
    speaker = connector(settings=settings or settings_for(connector, server.address))
    return getattr(speaker, conversation.ability)(*question_of(ask))


def one_of_each(found=None):
    """Return one conversation for every ability of every connector: one that ends well."""
    chosen = {}
    for conversation in found or conversations():
        key = (conversation.biller_type, conversation.dialect, conversation.ability)
        ends_well = conversation.story["then"]["is"] in (
            "Accepted", "Account", "Invoice", "Bundle", "tuple",
        )  # fmt: skip
        if ends_well:
            chosen.setdefault(key, conversation)
    return list(chosen.values())
