"""How a call ends.

Note [Unknown is an answer]: a call that moves money ends as `Accepted`, `Declined`, `NotSent` or
`Unknown` (WIRE 5). Only `Declined` and `NotSent` allow another attempt, under a new reference.
What is not in a biller's tables is `Unknown`: never success, never failure.

Note [A refused resend proves nothing]: when an order is sent again (`is_resend`), a refusal speaks
of the second sending only; the first may still have been received. So a resend ends as `Accepted`
or `Unknown`, and `Unknown.was_received` says when the biller has seen the reference before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """The biller answered, and has no such account, invoice or bundle.

    As the answer to a status query: the biller has never received this reference, as far as it
    knows at that instant; what is still on its way can arrive later.
    """

    words: str


class Fault(StrEnum):
    """Whose doing a refusal or a missing answer is, and so who can mend it."""

    CUSTOMER = "CUSTOMER"  # the account or the amount: correct it
    OURS = "OURS"  # our set-up at the biller: an administrator
    THEIRS = "THEIRS"  # the biller or the way to it: wait


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Nothing was learnt from a question that moves no money; it may be asked again."""

    words: str
    fault: Fault
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The biller's server answered a harmless question; nothing is said of our credentials."""

    http_status: int


# ── Of calls that move money: Note [Unknown is an answer] ──


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The biller has the money, and says so for our reference, the account and the amount.

    `tokens` are what a prepaid meter is fed with: secrets, worth their money to whoever has them.
    """

    their_reference: str
    tokens: tuple[str, ...] = field(default=(), repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The biller refused, in words that its table knows. No money moved there.

    `words` are ours, for staff; the biller's own text is in the exchange.
    """

    code: str
    words: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Not one byte of the request left us."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows yet whether the money moved. It stays held until there is evidence.

    `is_alarm` calls people at once: the biller contradicts us or itself. `was_received` says that
    the biller has seen our reference before, which is evidence and no proof of payment.
    """

    words: str
    is_alarm: bool = False
    code: str = ""
    was_received: bool = False


MoneyOutcome: TypeAlias = Accepted | Declined | NotSent | Unknown
StatusOutcome: TypeAlias = Accepted | Declined | Unknown | NotFound | NoAnswer
"""What a status query says of a payment. That the query itself was not sent is a `NoAnswer`."""
