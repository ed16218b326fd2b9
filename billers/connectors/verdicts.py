"""What counts as paid, refused or unknown: the one place that decides, for all billers.

A dialect reads what an answer says; here it is held against what was sent (WIRE 3.2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from billers.connectors.contract import (
    Accepted,
    Declined,
    Fault,
    MoneyOutcome,
    NoAnswer,
    NotFound,
    NotSent,
    Order,
    Reversal,
    StatusOutcome,
    Unknown,
)
from billers.connectors.meanings import Refusal

# figures of other scripts are digits to Python too, and are no amount that a biller means
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,8})?")
_TOKEN = re.compile(r"[0-9]{20}")


class Unreadable(Exception):
    """An answer is not what it should be; the message is safe to show and quotes none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """An answer says that the biller has the money.

    What the dialect does not carry at all is None; what this answer should carry and does not is
    empty. `amount` is the text as it came, since dropped decimals are a matter of writing.
    """

    our_reference: str | None
    account: str | None
    amount: str | None
    their_reference: str
    currency: str = ""
    tokens: tuple[str, ...] = field(default=(), repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer refuses in words of the biller's tables; `our_reference` is empty if not told."""

    refusal: Refusal
    our_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """An answer says something that no table knows, or contradicts itself."""

    words: str
    is_alarm: bool = False
    code: str = ""


Said: TypeAlias = Paid | Refused | Strange


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What an answer is held against; `account` is what stood for the account on the wire."""

    our_reference: str
    account: str
    amount: Decimal
    currency: str
    is_resend: bool = False
    needs_tokens: bool = False


def sent_as(ask: Order | Reversal, *, account: str, needs_tokens: bool = False) -> Sent:
    """Return what an answer to this order is held against."""
    return Sent(
        our_reference=ask.our_transaction_id,
        account=account,
        amount=ask.amount,
        currency=ask.currency,
        is_resend=ask.is_resend,
        needs_tokens=needs_tokens,
    )


def judge(sent: Sent, said: Said) -> MoneyOutcome:
    """Return what an answer to an order, or to a reversal, comes to."""
    match said:
        case Paid():
            return _paid(sent, said)
        case Refused(our_reference=reference) if reference not in ("", sent.our_reference):
            return _alarm("The biller refused another reference than the one that was sent.")
        case Refused(refusal=refusal):
            return _refused(sent, refusal)
        case Strange():
            return Unknown(words=said.words, is_alarm=said.is_alarm, code=said.code)


def judge_status(sent: Sent, said: Said | NotFound | NoAnswer) -> StatusOutcome:
    """Return what the answer to a status query says of the order.

    A refusal that is our set-up's fault is about the query, and says nothing of the order.
    """
    match said:
        case Refused():
            return _refused_before(sent, said)
        case Paid():
            return _paid(sent, said)
        case Strange():
            return Unknown(words=said.words, is_alarm=said.is_alarm, code=said.code)
        case NotFound() | NoAnswer():
            return said


def _refused_before(sent: Sent, refused: Refused) -> Declined | Unknown | NoAnswer:
    """Return what a refusal means when it is told of an order, and not in answer to it."""
    meaning, code = refused.refusal.meaning, refused.refusal.code
    if meaning.is_used_reference:
        return Unknown(words=meaning.words, code=code, was_received=True)
    if meaning.fault is Fault.OURS:
        return NoAnswer(words=meaning.words, fault=Fault.OURS, code=code)
    if refused.our_reference != sent.our_reference:
        return _alarm("The biller told of another reference than the one asked about.")
    return Declined(code=code, words=meaning.words, fault=meaning.fault)


def settle_unsent(*, words: str, is_resend: bool) -> MoneyOutcome:
    """Return what it comes to when nothing was sent: Note [A refused resend proves nothing]."""
    if is_resend:
        return Unknown(words=f"{words} Nothing was sent again; the first sending stays unknown.")
    return NotSent(words=words)


def amount_agrees(sent: Decimal, said: str) -> bool:
    """Tell whether an amount is the one that was sent, written with or without its decimals.

    "100" stands for 100.00, and for 100.50 whose decimals were dropped; "100.00" does not.
    """
    text = said.strip()
    if not _AMOUNT.fullmatch(text):
        return False
    amount = Decimal(text)
    return amount == sent or ("." not in text and amount == int(sent))


def _paid(sent: Sent, paid: Paid) -> Accepted | Unknown:
    wrong = _what_differs(sent, paid) or _what_is_missing(sent, paid)
    if wrong:
        return _alarm(wrong)
    return Accepted(their_reference=paid.their_reference, tokens=paid.tokens, details=paid.details)


def _what_differs(sent: Sent, paid: Paid) -> str:
    """Return what of WIRE 3.2 the answer fails, or nothing."""
    if paid.our_reference is not None and paid.our_reference.strip() != sent.our_reference:
        return "The biller accepted another reference than the one that was sent."
    if paid.account is not None and paid.account.strip() != sent.account:
        return "The biller accepted another account than the one that was sent."
    if paid.amount is not None and not amount_agrees(sent.amount, paid.amount):
        return "The biller accepted another amount than the one that was sent."
    if paid.currency.strip() not in ("", sent.currency):
        return "The biller accepted another currency than the one that was sent."
    return ""


def _what_is_missing(sent: Sent, paid: Paid) -> str:
    if not paid.their_reference.strip():
        return "The biller says paid, and gives no reference of its own."
    if sent.needs_tokens and not paid.tokens:
        return "The biller says paid, and gives no token for the meter."
    if not all(_TOKEN.fullmatch(token) for token in paid.tokens):
        return "The biller says paid, and gives a token that has not 20 digits."
    return ""


def _refused(sent: Sent, refusal: Refusal) -> Declined | Unknown:
    meaning, code = refusal.meaning, refusal.code
    if not sent.is_resend:
        return Declined(code=code, words=meaning.words, fault=meaning.fault)
    if meaning.is_used_reference:
        return Unknown(
            words="The first sending was received. Whether it was accepted is to be proved.",
            code=code,
            was_received=True,
        )
    return Unknown(
        words=f"The second sending was refused: {meaning.words} The first stays unknown.",
        code=code,
    )


def _alarm(words: str) -> Unknown:
    return Unknown(words=words, is_alarm=True)
